-- Every policy of response and solution times as it was entered, and from when it was in force. content:
-- cases::PolicyVersion.
CREATE TABLE @sla_policies (
    version INTEGER PRIMARY KEY,
    from_ms INTEGER NOT NULL,
    content BLOB NOT NULL
);
-- Breakdowns, faults and complaints: cases::Case, none of it hanging on the present. customer: who owned
-- the truck when it began. ended_ms and due_ms (the next deadline) are 2^63-1 where there is none; one that
-- has ended, or will by itself, has no due_ms. late_ms: when the first of its clocks was or will be missed.
-- escalate_ms: when somebody is first to hear that it takes too long; none for one that has ended.
CREATE TABLE @cases (
    bucket INTEGER NOT NULL,
    truck TEXT NOT NULL,
    case_id TEXT NOT NULL,
    kind INTEGER NOT NULL,
    action INTEGER,
    happened_ms INTEGER NOT NULL,
    heard_ms INTEGER NOT NULL,
    ended_ms INTEGER NOT NULL,
    owner TEXT NOT NULL,
    customer TEXT,
    workshop TEXT NOT NULL,
    stage INTEGER NOT NULL,
    next_step_day INTEGER,
    due_ms INTEGER NOT NULL,
    response_due_ms INTEGER,
    solution_due_ms INTEGER,
    late_ms INTEGER,
    escalate_ms INTEGER,
    content BLOB NOT NULL,
    PRIMARY KEY (bucket, truck, case_id)
);
CREATE INDEX @cases_by_due ON @cases (due_ms, ended_ms, truck, case_id);
CREATE INDEX @cases_by_owner ON @cases (owner, due_ms, ended_ms, truck, case_id) WHERE owner <> '';
CREATE INDEX @cases_by_customer ON @cases (customer, due_ms, ended_ms, truck, case_id);
CREATE INDEX @cases_by_end ON @cases (ended_ms, truck, case_id);
CREATE INDEX @cases_by_escalation ON @cases (escalate_ms) WHERE escalate_ms IS NOT NULL;
-- The steps of escalation of a case that has not ended: cases::Rung.
CREATE TABLE @case_escalations (
    bucket INTEGER NOT NULL,
    truck TEXT NOT NULL,
    case_id TEXT NOT NULL,
    level INTEGER NOT NULL,
    at_ms INTEGER NOT NULL,
    role TEXT NOT NULL,
    clock INTEGER NOT NULL,
    PRIMARY KEY (bucket, truck, case_id, level)
);
CREATE INDEX @case_escalations_by_time ON @case_escalations (at_ms);
-- The lamps that another code of the same ECU has lit, as lamp_bits.
ALTER TABLE @episodes ADD COLUMN foreign_lamp_bits INTEGER NOT NULL DEFAULT 0;
DELETE FROM @customers;
DELETE FROM @workshops;
DELETE FROM @plans;
DELETE FROM @plan_versions;
DELETE FROM @recalls;
DELETE FROM @recall_vins;
DELETE FROM @fault_words;
DELETE FROM @day_tick;
DELETE FROM @quiet_days;
DELETE FROM @trucks;
DELETE FROM @ownership;
DELETE FROM @due;
DELETE FROM @episodes;
DELETE FROM @spans;
DELETE FROM @uptime_days;
DELETE FROM @meter_days;
DELETE FROM @meter_scores;
DELETE FROM @completions;
DELETE FROM @rule_sets;
DELETE FROM @dossiers;
