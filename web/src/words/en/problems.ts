export const problems = {
  problem: {
    "second-factor-needed": {
      title: "The code is wrong",
      hint: "Type the code that your authenticator shows now. Each counts once.",
    },
    "issuer-failed": {
      title: "Single sign-on failed",
      hint: "Try again. Where it stays so, an administrator can test the issuer under People.",
    },
    "not-admitted": {
      title: "You are not let in",
      hint: "Your account there is in none of the groups that are let in here. Ask an administrator.",
    },
    request: "Request",
    "bad-request": {
      title: "The request was refused",
      hint: "Check what you entered and try again.",
    },
    "not-signed-in": { title: "You are not signed in", hint: "Sign in and try again." },
    "wrong-credentials": {
      title: "Wrong user name or password",
      hint: "Check both and try again.",
    },
    "too-many-attempts": {
      title: "Too many attempts",
      hint: "Wait a few minutes, then try again.",
    },
    "too-many-requests": {
      title: "Too many requests",
      hint: "Wait a minute, then try again. Where it comes back, an administrator can raise the limit.",
    },
    forbidden: { title: "Not allowed", hint: "Ask an administrator for the right to do this." },
    "not-found": {
      title: "Not found",
      hint: "It may have been removed. Go back to the list and look again.",
    },
    conflict: {
      title: "It cannot be done as things stand",
      hint: "It may be under way, or done already: reload to see how it stands.",
    },
    "registry-unreachable": {
      title: "The registry cannot be reached",
      hint: "Check the address, and that the registry runs and this server can reach it.",
    },
    "registry-certificate": {
      title: "The registry’s certificate is not trusted",
      hint: "If it was signed by your own authority, enter that authority’s certificate.",
    },
    "registry-credentials": {
      title: "The registry refused the user name or password",
      hint: "Check both, and that the account may list and pull.",
    },
    "registry-not-oci": {
      title: "This is not an image registry",
      hint: "Check the address: no registry answers there.",
    },
    "registry-limited": {
      title: "The registry allows no more requests for now",
      hint: "Wait a while, or use an account with a higher limit.",
    },
    "registry-no-catalog": {
      title: "The registry does not list its images",
      hint: "Name its repositories by hand, under More settings.",
    },
    "scanner-unreachable": {
      title: "The scanner cannot be reached",
      hint: "Check the address, and that the scanner runs and this server can reach it.",
    },
    "scanner-certificate": {
      title: "The scanner’s certificate is not trusted",
      hint: "If it was signed by your own authority, enter that authority’s certificate.",
    },
    "scanner-credentials": {
      title: "The scanner refused the credentials",
      hint: "Check the user name, password, token or key.",
    },
    "scanner-limited": {
      title: "The scanner takes no more requests for now",
      hint: "Wait a while, then try again.",
    },
    "scanner-answer": {
      title: "This is not such a scanner",
      hint: "Check the address: something else answers there.",
    },
    "scanner-not-ready": {
      title: "The scanner has no advisories yet",
      hint: "Wait until it has loaded them, then try again.",
    },
    "scanner-slow": {
      title: "The scanner took too long",
      hint: "Look at its log and its load, then try again.",
    },
    "scanner-failed": { title: "The scanner could not scan it", hint: "The scan’s log says more." },
    "file-unusable": {
      title: "The file cannot be used",
      hint: "Check that it is the file that was meant, and that it is whole.",
    },
    "file-too-large": {
      title: "The file is too large",
      hint: "Check that it is the file that was meant.",
    },
    "no-room": {
      title: "The service’s disk is full",
      hint: "Make room in its data folder, then try again.",
    },
    "sample-is-read-only": {
      title: "The sample cannot be changed",
      hint: "Connect your own registry instead.",
    },
    "not-scannable": {
      title: "This cannot be scanned",
      hint: "It holds no files of an image.",
    },
    "no-report": { title: "No report yet", hint: "Scan it first." },
    "service-unavailable": {
      title: "Plimsoll is not ready",
      hint: "It may be starting. Try again in a moment.",
    },
    internal: {
      title: "Something went wrong in Plimsoll",
      hint: "Try again. If it stays, look into the service’s log.",
    },
    unreachable: {
      title: "Plimsoll cannot be reached",
      hint: "Check your network, and that the service runs.",
    },
    "not-understood": {
      title: "The answer was not understood",
      hint: "Plimsoll may have been updated. Reload the page.",
    },
  },
  fault: {
    "reference-invalid": "The name of the image is malformed",
    "not-found": "The registry does not have it any more",
    unauthorized: "The registry refuses the credentials",
    unreachable: "The registry cannot be reached",
    "out-of-bounds": "It may not be connected to",
    certificate: "The registry’s certificate is not trusted",
    "rate-limited": "The registry limits the number of requests",
    "registry-answer": "The registry did not answer as one",
    "digest-mismatch": "What came is not what the digest names",
    "archive-invalid": "An archive in it cannot be read",
    "manifest-invalid": "Its manifest cannot be read",
    "layer-invalid": "A layer of it cannot be read",
    "layer-unsupported": "A layer of it is of a kind that cannot be read",
    "limit-exceeded": "It goes past a limit",
    "platform-not-found": "It does not have this platform",
    "not-an-image": "It is not an image",
    io: "The disk could not be written to or read",
    aborted: "It was stopped",
    "worker-died": "The worker that scanned it ended",
    internal: "Something went wrong inside the service",
    "not-scannable": "This scanner cannot scan it",
    "no-file-system": "It holds no root file system",
    "scanner-gone": "Its scanner is not installed any more",
    "scanner-unhealthy": "Its scanner is unhealthy",
    "no-image-inside": "None of its entries is an image that can be scanned",
    "some-scanned": "Some platforms have been scanned",
    "scanner-unreachable": "The scanner cannot be reached",
    "scanner-certificate": "The scanner’s certificate is not trusted",
    "scanner-credentials": "The scanner refuses the credentials",
    "scanner-limited": "The scanner limits the number of requests",
    "scanner-answer": "The scanner did not answer as one",
    "scanner-not-ready": "The scanner has no advisories yet",
    "scanner-slow": "The scanner took too long",
    "scanner-failed": "The scanner could not scan it",
  },
};
