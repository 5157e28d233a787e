-- The care timetable and what came of it: history, which no rebuild touches, for it hangs on what was
-- known on which day. Every timetable as it was entered: care::Timetable. The highest version holds.
CREATE TABLE care_timetables (
    version INTEGER PRIMARY KEY,
    from_ms INTEGER NOT NULL,
    content BLOB NOT NULL
);
-- care::Task. planned_day: on which the customer is to be called about it; held_day: until then the
-- cap left no day; escalates_day: from then on somebody above hears of it. All three only of open ones.
CREATE TABLE care_tasks (
    task INTEGER PRIMARY KEY,
    bucket INTEGER NOT NULL,
    truck TEXT NOT NULL,
    step TEXT NOT NULL,
    rule TEXT NOT NULL,
    kind INTEGER NOT NULL,
    which TEXT NOT NULL,
    customer TEXT,
    day INTEGER NOT NULL,
    from_day INTEGER NOT NULL,
    on_day INTEGER NOT NULL,
    until_day INTEGER NOT NULL,
    made_day INTEGER NOT NULL,
    state INTEGER NOT NULL,
    needless INTEGER NOT NULL,
    ended_day INTEGER,
    put_off_day INTEGER,
    contradicted_day INTEGER,
    planned_day INTEGER,
    held_day INTEGER,
    escalates_day INTEGER
);
CREATE INDEX care_tasks_of_truck ON care_tasks (bucket, truck);
CREATE INDEX care_tasks_of_customer ON care_tasks (customer, task);
CREATE INDEX care_tasks_by_day ON care_tasks (planned_day, customer) WHERE state = 0;
CREATE INDEX care_tasks_by_escalation ON care_tasks (truck, escalates_day) WHERE state = 0;
-- care::Outcome, the n-th of its task.
CREATE TABLE care_outcomes (
    task INTEGER NOT NULL,
    n INTEGER NOT NULL,
    on_day INTEGER NOT NULL,
    entered_ms INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    again_day INTEGER,
    by_whom TEXT NOT NULL,
    words TEXT NOT NULL,
    PRIMARY KEY (task, n)
);
-- The days on which we were in touch with a customer without his having asked: the cap counts them.
CREATE TABLE care_contacts (
    customer TEXT NOT NULL,
    day INTEGER NOT NULL,
    PRIMARY KEY (customer, day)
);
-- Every truck's tasks are taken once a day, in the order of buckets and trucks: up to which one they
-- are, of that day. Trucks of which people have said something wait to be taken at once.
CREATE TABLE care_progress (
    single INTEGER PRIMARY KEY CHECK (single = 1),
    day INTEGER NOT NULL,
    after_truck TEXT,
    is_done INTEGER NOT NULL
);
INSERT INTO care_progress VALUES (1, 0, NULL, 1);
CREATE TABLE care_waiting (
    bucket INTEGER NOT NULL,
    truck TEXT NOT NULL,
    PRIMARY KEY (bucket, truck)
);
-- What was called for on purpose: whom it is about stands beside it, one row a truck.
CREATE TABLE care_campaigns (
    campaign TEXT PRIMARY KEY,
    day INTEGER NOT NULL,
    script_zh TEXT NOT NULL,
    script_en TEXT NOT NULL,
    made_ms INTEGER NOT NULL,
    made_by TEXT NOT NULL,
    withdrawn_ms INTEGER
);
CREATE TABLE care_campaign_trucks (
    bucket INTEGER NOT NULL,
    truck TEXT NOT NULL,
    campaign TEXT NOT NULL,
    PRIMARY KEY (bucket, truck, campaign)
);
CREATE INDEX care_campaign_trucks_of ON care_campaign_trucks (campaign, truck);
