-- What has been told, or is to be told, of each truck's faults and cases: history, which no rebuild
-- touches. One row is one event to tell: customers::Alert. matter: F and the number of the root episode,
-- or the id of a case. revision counts every change of any row, so that a reader who goes on from the
-- highest that he has seen misses nothing. not_before_ms: until then nobody is told, for what comes in
-- that time may change the row. customer: whose the truck was when it happened, as far as was known then.
CREATE TABLE alerts (
    alert INTEGER PRIMARY KEY,
    revision INTEGER NOT NULL,
    bucket INTEGER NOT NULL,
    truck TEXT NOT NULL,
    matter TEXT NOT NULL,
    n INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    action INTEGER NOT NULL,
    action_before INTEGER,
    is_digest INTEGER NOT NULL,
    happened_ms INTEGER NOT NULL,
    heard_ms INTEGER NOT NULL,
    written_ms INTEGER NOT NULL,
    not_before_ms INTEGER NOT NULL,
    state INTEGER NOT NULL,
    withdrawn INTEGER NOT NULL,
    folded_under INTEGER NOT NULL,
    active INTEGER NOT NULL,
    source_address INTEGER,
    spn INTEGER,
    fmi INTEGER,
    reasons TEXT NOT NULL,
    rule_set INTEGER NOT NULL,
    comeback_of_ms INTEGER,
    stage INTEGER,
    level INTEGER NOT NULL,
    role TEXT NOT NULL,
    customer TEXT,
    told_ms INTEGER,
    contradicted INTEGER NOT NULL DEFAULT 0,
    contradicted_ms INTEGER,
    outcome INTEGER NOT NULL DEFAULT 0,
    outcome_ms INTEGER,
    outcome_by TEXT NOT NULL DEFAULT '',
    outcome_words TEXT NOT NULL DEFAULT '',
    UNIQUE (truck, matter, n)
);
CREATE UNIQUE INDEX alerts_by_revision ON alerts (revision);
CREATE INDEX alerts_to_tell ON alerts (not_before_ms, alert) WHERE state = 0;
-- alerted_until: the position up to which the journal has been told of. Trucks that were last folded at
-- or before silent_until were folded anew since their last alert: see ingest/apply/alerting. What stood
-- in the journal before there were alerts is told to nobody.
CREATE TABLE alert_progress (
    single INTEGER PRIMARY KEY CHECK (single = 1),
    alerted_until INTEGER NOT NULL,
    silent_until INTEGER NOT NULL
);
INSERT INTO alert_progress SELECT 1, last_position, last_position FROM journal_head;
-- Whom alerts are told: customers::Recipient. roles and channels: one a line, a channel and its address
-- with a tab between them.
CREATE TABLE recipients (
    recipient TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    roles TEXT NOT NULL,
    hears INTEGER NOT NULL,
    subject TEXT NOT NULL,
    language TEXT NOT NULL,
    zone TEXT NOT NULL,
    quiet_from_min INTEGER,
    quiet_until_min INTEGER,
    duty_from_min INTEGER,
    duty_until_min INTEGER,
    channels TEXT NOT NULL,
    at_once INTEGER NOT NULL,
    digest_from INTEGER,
    digest_at_min INTEGER NOT NULL,
    most_a_day INTEGER NOT NULL
);
-- One row is one message to one recipient: of an alert, or his digest of that time (digest_ms). An alert
-- that is a line of a digest has a row as well, and in_digest says which message that is. id: what a
-- receiver tells repeats by; it hangs on what is told and to whom, so a database that was restored gives
-- the same message the same id. chain: as channels of recipients, when it was decided; position and
-- channel: the one that is tried; failures and first_try_ms: its own. tries: all that were begun.
-- is_uncertain: after one of them nobody knows whether it arrived; possible_repeats: tries since then.
-- planned_ms: on which day it counts. message: as it was first sent, while it may be sent again.
CREATE TABLE deliveries (
    delivery INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    alert INTEGER,
    recipient TEXT NOT NULL,
    digest_ms INTEGER,
    in_digest INTEGER,
    is_over_cap INTEGER NOT NULL DEFAULT 0,
    is_urgent INTEGER NOT NULL DEFAULT 0,
    breaks_quiet INTEGER NOT NULL DEFAULT 0,
    state INTEGER NOT NULL,
    chain TEXT NOT NULL,
    position INTEGER NOT NULL DEFAULT 0,
    channel TEXT NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0,
    failures INTEGER NOT NULL DEFAULT 0,
    possible_repeats INTEGER NOT NULL DEFAULT 0,
    is_uncertain INTEGER NOT NULL DEFAULT 0,
    planned_ms INTEGER NOT NULL,
    first_try_ms INTEGER,
    next_try_ms INTEGER NOT NULL,
    ended_ms INTEGER,
    code INTEGER,
    receipt TEXT NOT NULL DEFAULT '',
    subject TEXT NOT NULL DEFAULT '',
    message TEXT,
    UNIQUE (alert, recipient),
    UNIQUE (recipient, digest_ms)
);
CREATE INDEX deliveries_due ON deliveries (channel, is_urgent, next_try_ms, delivery) WHERE state IN (0, 2);
CREATE INDEX deliveries_waiting ON deliveries (next_try_ms) WHERE state IN (0, 1, 2);
CREATE INDEX deliveries_by_day ON deliveries (recipient, planned_ms) WHERE alert IS NOT NULL AND in_digest IS NULL;
CREATE INDEX deliveries_of_digest ON deliveries (in_digest) WHERE in_digest IS NOT NULL;
CREATE INDEX deliveries_failed ON deliveries (delivery) WHERE state = 4;
-- Alerts that nobody was told, and why: notify::Untold.
CREATE TABLE untold (
    alert INTEGER PRIMARY KEY,
    reason INTEGER NOT NULL
);
-- The dossier has another form from here on: everything derived is made anew from the journal at the
-- next start (it keeps 400 days, and none are that old yet).
DELETE FROM positions;
-- Links by which a customer without a token reads one case. hash: the SHA-256 of what stands in the link.
-- customer: whose case it was when the link was made; it opens nothing for another.
CREATE TABLE case_links (
    hash BLOB PRIMARY KEY,
    truck TEXT NOT NULL,
    case_id TEXT NOT NULL,
    customer TEXT,
    made_by TEXT NOT NULL,
    created_ms INTEGER NOT NULL,
    expires_ms INTEGER NOT NULL,
    revoked_ms INTEGER
);
CREATE INDEX case_links_by_case ON case_links (truck, case_id);
