INSERT INTO metric (id, org_id, name, metric_value_type, latest_version, applied_to_services,
  additional_notes, tags, sampling_rate, creator_org_id, creator_user_id, updated_by_org_id, updated_by_user_id,
  is_deleted, created_at, updated_at)
VALUES ('0123456789abcdef01234567', 'acme', 'Agent apologised', 'numerical', 2, '["*"]',
  NULL, '{"category":"quality","urgent":null}', 0.25, 'acme', 'ann', 'acme', 'bob',
  FALSE, 1767355200123456, 1767441600000000);

INSERT INTO metric_version (metric_id, version, description, metric_value, evaluator,
  creator_org_id, creator_user_id, created_at)
VALUES ('0123456789abcdef01234567', 1, 'How often the agent apologised.',
  '{"lower_bound":1,"type":"numerical","upper_bound":5}', '{"type":"judge"}',
  'acme', 'ann', 1767355200123456);

INSERT INTO metric_version (metric_id, version, description, metric_value, evaluator,
  creator_org_id, creator_user_id, created_at)
VALUES ('0123456789abcdef01234567', 2, 'How often the agent apologised.',
  '{"lower_bound":1,"type":"numerical","upper_bound":10}',
  '{"expression":"size(conversation.messages)","type":"code"}',
  'acme', 'bob', 1767441600000000);
