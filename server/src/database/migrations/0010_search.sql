-- An artifact is looked for by the beginning of its digest.
create index artifact_by_digest on artifact (digest text_pattern_ops);
