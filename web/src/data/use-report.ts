import { useQuery } from "@tanstack/react-query";
import { client, isProblem } from "./client.ts";
import { keys } from "./keys.ts";

/** The head of the last complete report; null where there is none yet. */
export function useReport(artifactId: string) {
  return useQuery({
    queryKey: [...keys.report, artifactId],
    queryFn: async ({ signal }) => {
      try {
        return await client.getReport({ params: { id: artifactId }, signal });
      } catch (error) {
        if (isProblem(error, "no-report")) return null;
        throw error;
      }
    },
  });
}
