import type { AdmissionSettings } from "@plimsoll/api";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { client } from "./client.ts";
import { keys } from "./keys.ts";

/** How the Kubernetes admission webhook answers, ways to change that, and its secret. */
export function useAdmission() {
  const queries = useQueryClient();
  return {
    settings: useQuery({
      queryKey: keys.admission,
      queryFn: ({ signal }) => client.getAdmission({ signal }),
    }),
    update: useMutation({
      mutationFn: (body: AdmissionSettings) => client.updateAdmission({ body }),
      onSuccess: (settings) => queries.setQueryData(keys.admission, settings),
    }),
    makeSecret: useMutation({ mutationFn: () => client.renewAdmissionSecret({}) }),
  };
}
