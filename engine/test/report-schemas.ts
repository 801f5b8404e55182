/**
 * What readers of reports refuse, as JSON Schema: those rules of the published schemas that a report could break.
 * SARIF: https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json, with GitHub's
 * limits; GitLab: https://gitlab.com/gitlab-org/security-products/security-report-schemas, container scanning.
 */
const text = { type: "string", minLength: 1 };
const message = { type: "object", required: ["text"], properties: { text } };
const url = { type: "string", pattern: '^https?://[^\\s"<>\\\\^`{|}]+$' };

export const sarifRules = {
  type: "object",
  required: ["version", "runs"],
  properties: {
    version: { const: "2.1.0" },
    runs: {
      type: "array",
      items: {
        type: "object",
        required: ["tool", "results", "automationDetails"],
        properties: {
          tool: {
            type: "object",
            required: ["driver"],
            properties: {
              driver: {
                type: "object",
                required: ["name", "version", "rules"],
                properties: {
                  rules: {
                    type: "array",
                    uniqueItems: true,
                    maxItems: 25_000,
                    items: {
                      type: "object",
                      required: ["id", "shortDescription", "fullDescription", "help"],
                      properties: {
                        id: { ...text, maxLength: 255 },
                        name: { ...text, maxLength: 255 },
                        shortDescription: {
                          ...message,
                          properties: { text: { ...text, maxLength: 1024 } },
                        },
                        fullDescription: {
                          ...message,
                          properties: { text: { ...text, maxLength: 1024 } },
                        },
                        help: message,
                        helpUri: url,
                        properties: {
                          type: "object",
                          required: ["tags", "precision"],
                          properties: {
                            tags: {
                              type: "array",
                              uniqueItems: true,
                              maxItems: 20,
                              items: { type: "string" },
                            },
                            precision: { enum: ["very-high", "high", "medium", "low"] },
                            "security-severity": { type: "string", pattern: "^(10|\\d)\\.\\d$" },
                          },
                        },
                      },
                    },
                  },
                },
              },
            },
          },
          invocations: {
            type: "array",
            items: {
              type: "object",
              required: ["executionSuccessful"],
              properties: {
                toolExecutionNotifications: {
                  type: "array",
                  items: { type: "object", required: ["message"], properties: { message } },
                },
              },
            },
          },
          results: {
            type: "array",
            maxItems: 25_000,
            items: {
              type: "object",
              required: ["ruleId", "ruleIndex", "message", "locations", "partialFingerprints"],
              properties: {
                level: { enum: ["none", "note", "warning", "error"] },
                message,
                locations: {
                  type: "array",
                  minItems: 1,
                  items: {
                    type: "object",
                    required: ["physicalLocation"],
                    properties: {
                      physicalLocation: {
                        type: "object",
                        properties: {
                          artifactLocation: {
                            type: "object",
                            required: ["uri"],
                            properties: {
                              // Relative, of the characters of RFC 3986.
                              uri: { type: "string", pattern: "^(?!/)[\\w.~!$&'()*+,;=:@%/-]+$" },
                            },
                          },
                          region: {
                            type: "object",
                            properties: { startLine: { type: "integer", minimum: 1 } },
                          },
                        },
                      },
                    },
                  },
                },
                partialFingerprints: {
                  type: "object",
                  minProperties: 1,
                  additionalProperties: { type: "string" },
                },
                suppressions: {
                  type: "array",
                  items: {
                    type: "object",
                    required: ["kind"],
                    properties: {
                      kind: { enum: ["inSource", "external"] },
                      status: { enum: ["accepted", "underReview", "rejected"] },
                    },
                  },
                },
              },
            },
          },
        },
      },
    },
  },
};

const time = { type: "string", pattern: "^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d$" };
const tool = {
  type: "object",
  required: ["id", "name", "version", "vendor"],
  properties: {
    id: text,
    name: text,
    version: text,
    vendor: { type: "object", required: ["name"], properties: { name: text } },
  },
};

export const gitlabRules = {
  type: "object",
  required: ["scan", "version", "vulnerabilities"],
  properties: {
    version: { type: "string", pattern: "^15\\.\\d+\\.\\d+$" },
    scan: {
      type: "object",
      required: ["analyzer", "scanner", "start_time", "end_time", "status", "type"],
      properties: {
        analyzer: tool,
        scanner: tool,
        start_time: time,
        end_time: time,
        status: { enum: ["success", "failure"] },
        type: { const: "container_scanning" },
        messages: {
          type: "array",
          items: {
            type: "object",
            required: ["level", "value"],
            properties: { level: { enum: ["info", "warn", "fatal"] }, value: text },
          },
        },
      },
    },
    vulnerabilities: {
      type: "array",
      items: {
        type: "object",
        required: ["id", "identifiers", "location"],
        properties: {
          id: text,
          name: { type: "string", maxLength: 255 },
          description: { type: "string", maxLength: 1_048_576 },
          severity: { enum: ["Info", "Unknown", "Low", "Medium", "High", "Critical"] },
          solution: { type: "string", maxLength: 7000 },
          identifiers: {
            type: "array",
            minItems: 1,
            items: {
              type: "object",
              required: ["type", "name", "value"],
              properties: { type: text, name: text, value: text, url },
            },
          },
          links: {
            type: "array",
            items: { type: "object", required: ["url"], properties: { url } },
          },
          cvss_vectors: {
            type: "array",
            minItems: 1,
            maxItems: 10,
            items: {
              type: "object",
              required: ["vendor", "vector"],
              properties: {
                vendor: text,
                vector: { type: "string", pattern: "^(AV:[NAL]/AC:[LMH]/Au:|CVSS:3[.][01]/AV:)" },
              },
            },
          },
          location: {
            type: "object",
            required: ["dependency", "operating_system", "image"],
            properties: {
              dependency: {
                type: "object",
                properties: {
                  package: { type: "object", required: ["name"], properties: { name: text } },
                  version: { type: "string" },
                },
              },
              operating_system: text,
              image: text,
            },
          },
        },
      },
    },
  },
};
