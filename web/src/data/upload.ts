import { ApiError, apiPrefix, fileType, readProblem } from "@plimsoll/api/bare";
import { inWorkspace } from "./workspace.ts";

type UploadOptions = {
  readonly signal: AbortSignal;
  /** Of the file, the part that was sent: 0 to 1. */
  readonly onProgress: (part: number) => void;
};

/**
 * Sends a file as it is and gives the answer. `fetch` does not tell how far it is. Throws as the client of the API does: `ApiError`,
 * a `TypeError` where no answer came, the signal's reason.
 */
export function upload(path: string, file: File, options: UploadOptions): Promise<unknown> {
  const { signal, onProgress } = options;
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  const request = new XMLHttpRequest();
  request.open("POST", inWorkspace(`${apiPrefix}${path}`));
  request.setRequestHeader("content-type", fileType);
  request.setRequestHeader("accept", "application/json, application/problem+json");
  request.upload.onprogress = ({ loaded, total }) => onProgress(total === 0 ? 1 : loaded / total);
  request.onerror = () => reject(new TypeError("No answer came."));
  request.onabort = () => reject(signal.reason);
  request.onload = () => {
    const { status, responseText } = request;
    if (status >= 200 && status < 300) return resolve(JSON.parse(responseText));
    readProblem(new Response(responseText, { status })).then(
      (problem) => reject(new ApiError(problem)),
      reject,
    );
  };
  signal.addEventListener("abort", () => request.abort(), { once: true });
  request.send(file);
  return promise;
}
