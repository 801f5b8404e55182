import { Anchor, MantineProvider, SegmentedControl, VisuallyHidden } from "@mantine/core";
import { useEffect, useState } from "react";
import { cssVariables, theme } from "../src/theme.ts";
import { type Language, languages, pickLanguage } from "../src/words/languages.ts";
import { chooseLanguage } from "../src/words/words.ts";
import styles from "./gallery.module.css";
import { Shown, type State } from "./state.tsx";

type Named = { readonly name: string; readonly state: State };
type Component = { readonly name: string; readonly states: readonly Named[] };

/** `components/x/x.gallery.tsx` says how x can stand: adding one touches that file alone. */
const files = import.meta.glob<Readonly<Record<string, State>>>(
  "../src/components/*/*.gallery.tsx",
  { eager: true },
);
const components: readonly Component[] = Object.entries(files).map(([file, states]) => ({
  name: file.split("/").at(-2) ?? "",
  states: Object.entries(states).map(([name, state]) => ({ name, state })),
}));

type View = { scheme: "light" | "dark"; language: Language; only: string };

/** Every component of the console in all its states; which of them, and in what light and language, is in the address. */
export function Gallery() {
  const [view, change] = useView();
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      forceColorScheme={view.scheme}
    >
      <Page view={view} change={change} />
    </MantineProvider>
  );
}

type PageProps = { view: View; change: (next: Partial<View>) => void };

function Page({ view, change }: PageProps) {
  const [wanted = "", one] = view.only.split("/");
  const shown = components.filter(({ name }) => wanted === "" || name === wanted);
  const alone = shown[0]?.states.find(({ name }) => name === one);
  // Another language formats anew what was formatted when a state was first shown.
  if (alone)
    return (
      <div key={`${view.only} ${view.language}`} data-shown={view.only}>
        <Alone {...alone} />
      </div>
    );
  return (
    <>
      <header className={styles.bar}>
        <h1>Gallery</h1>
        <SegmentedControl
          size="xs"
          aria-label="Theme"
          value={view.scheme}
          data={["light", "dark"]}
          onChange={(scheme) => change({ scheme: scheme === "dark" ? "dark" : "light" })}
        />
        <SegmentedControl
          size="xs"
          aria-label="Language"
          value={view.language}
          data={Object.entries(languages).map(([value, { name }]) => ({ value, label: name }))}
          onChange={(language) => change({ language: pickLanguage([language]) })}
        />
        {wanted !== "" && <Anchor href={addressOf({ ...view, only: "" })}>All components</Anchor>}
      </header>
      <main id="main" className={styles.main}>
        {shown.map(({ name, states }) => (
          <section key={name} className={styles.component} aria-label={name}>
            <h2>
              <Anchor inherit href={addressOf({ ...view, only: name })}>
                {name}
              </Anchor>
            </h2>
            {states.map((state) => (
              <InList key={state.name} component={name} {...state} view={view} />
            ))}
          </section>
        ))}
      </main>
    </>
  );
}

function InList({ component, name, state, view }: Named & { component: string; view: View }) {
  const address = addressOf({ ...view, only: `${component}/${name}` });
  return (
    <div className={styles.state} data-state={`${component}/${name}`} data-alone={state.alone}>
      <h3>
        <Anchor inherit href={address} c="inherit">
          {inWords(name)}
        </Anchor>
      </h3>
      {state.alone ? (
        <iframe
          className={styles.screen}
          loading="lazy"
          title={`${component}, ${inWords(name)}`}
          src={address}
        />
      ) : (
        <Shown state={state} />
      )}
    </div>
  );
}

function Alone({ name, state }: Named) {
  if (state.alone === "page") return <Shown state={state} />;
  return (
    <main id="main" className={styles.main}>
      <VisuallyHidden>
        <h1>{inWords(name)}</h1>
      </VisuallyHidden>
      <Shown state={state} />
    </main>
  );
}

/** "many rows" of `manyRows`. */
function inWords(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

function viewOf(search: string): View {
  const asked = new URLSearchParams(search);
  return {
    scheme: asked.get("theme") === "dark" ? "dark" : "light",
    language: pickLanguage([asked.get("language"), "en"]),
    only: asked.get("only") ?? "",
  };
}

function addressOf({ scheme, language, only }: View): string {
  const asked = new URLSearchParams({ theme: scheme, language, ...(only && { only }) });
  return `?${asked.toString().replaceAll("%2F", "/")}`;
}

/** What the address asks for, once its words have come. */
function useView(): [View, (next: Partial<View>) => void] {
  const [view, setView] = useState(() => viewOf(location.search));
  useEffect(() => {
    const follow = () => {
      const next = viewOf(location.search);
      void chooseLanguage(next.language).then(() => setView(next));
    };
    follow();
    addEventListener("popstate", follow);
    return () => removeEventListener("popstate", follow);
  }, []);
  return [
    view,
    (next) => {
      history.pushState(null, "", addressOf({ ...view, ...next }));
      dispatchEvent(new PopStateEvent("popstate"));
    },
  ];
}
