import { useFault } from "./use-fault.ts";

type FaultTextProps = { code: string | null; text: string | null };

/** In a tooltip or a line: what it is, and below it the particulars. */
export function FaultText({ code, text }: FaultTextProps) {
  const { title, detail } = useFault()({ code, text });
  return (
    <>
      {title}
      {detail && <div>{detail}</div>}
    </>
  );
}
