/** A browser without pages: it keeps cookies, and goes where it is sent. */
export type Browser = {
  /** One request, redirects not followed. */
  get(url: string): Promise<Response>;
  /** Signs in at an issuer's pages, until it is sent to an address of `origin`; that address. */
  signInAt(url: string, name: string, origin: string): Promise<string>;
  cookies(url: string): string;
};

export function openBrowser(): Browser {
  // Cookies know no ports, hosts of tests differ by them alone: each has a jar.
  const jars = new Map<string, Map<string, string>>();
  const jarOf = (url: string) => {
    const { origin } = new URL(url);
    const jar = jars.get(origin) ?? new Map<string, string>();
    jars.set(origin, jar);
    return jar;
  };
  const cookies = (url: string) =>
    [...jarOf(url)].map(([name, value]) => `${name}=${value}`).join("; ");
  const send = async (url: string, form?: Record<string, string>) => {
    const answer = await fetch(url, {
      redirect: "manual",
      headers: { cookie: cookies(url) },
      ...(form ? { method: "POST", body: new URLSearchParams(form) } : {}),
    });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      const over = /expires=Thu, 01 Jan 1970/i.test(line);
      if (over || value === "") jarOf(url).delete(name);
      else jarOf(url).set(name, value);
    }
    return answer;
  };
  return {
    get: (url) => send(url),
    cookies,
    signInAt: async (start, name, origin) => {
      let url = start;
      let form: Record<string, string> | undefined;
      for (let steps = 0; steps < 20; steps++) {
        if (new URL(url).origin === origin) return url;
        const answer = await send(url, form);
        form = undefined;
        const location = answer.headers.get("location");
        if (location !== null) {
          url = new URL(location, url).href;
          continue;
        }
        const page = await answer.text();
        const [, action] = /<form[^>]*action="([^"]+)"/.exec(page) ?? [];
        const [, prompt] = /name="prompt" value="(\w+)"/.exec(page) ?? [];
        if (action === undefined || prompt === undefined)
          throw new Error(`${url} answers ${answer.status}: ${page.slice(0, 500)}`);
        url = new URL(action, url).href;
        form = prompt === "login" ? { prompt, login: name, password: "any" } : { prompt };
      }
      throw new Error("the issuer's pages lead in circles");
    },
  };
}
