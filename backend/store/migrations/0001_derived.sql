-- What follows from the journal and from nothing else; `rebuild` makes it again. Every table stands
-- twice: by its name, and as base_NAME as it was where the kept part of the journal begins (@ is
-- replaced by each).

CREATE TABLE @customers (
    customer TEXT PRIMARY KEY,
    dealer TEXT NOT NULL,
    name TEXT NOT NULL,
    contact TEXT NOT NULL,
    phone TEXT NOT NULL,
    language TEXT NOT NULL,
    tier INTEGER NOT NULL
);
CREATE INDEX @customers_by_dealer ON @customers (dealer, customer);

CREATE TABLE @plans (
    plan TEXT PRIMARY KEY,
    version INTEGER NOT NULL,
    content BLOB NOT NULL
);

CREATE TABLE @trucks (
    bucket INTEGER NOT NULL,
    truck TEXT NOT NULL,
    vin TEXT NOT NULL,
    plate TEXT NOT NULL,
    model TEXT NOT NULL,
    segment TEXT NOT NULL,
    workshop TEXT NOT NULL,
    plan TEXT,
    delivered_day INTEGER,
    customer TEXT,
    odometer_m INTEGER,
    engine_time_s INTEGER,
    fuel_used_ml INTEGER,
    read_ms INTEGER,
    heard_ms INTEGER,
    PRIMARY KEY (bucket, truck)
);
CREATE INDEX @trucks_by_customer ON @trucks (customer, truck);
CREATE INDEX @trucks_by_plan ON @trucks (plan, bucket, truck);

CREATE TABLE @ownership (
    bucket INTEGER NOT NULL,
    truck TEXT NOT NULL,
    from_ms INTEGER NOT NULL,
    to_ms INTEGER,
    customer TEXT,
    PRIMARY KEY (bucket, truck, from_ms)
);
CREATE INDEX @ownership_by_customer ON @ownership (customer, truck);

CREATE TABLE @due (
    bucket INTEGER NOT NULL,
    truck TEXT NOT NULL,
    item TEXT NOT NULL,
    customer TEXT,
    p50_day INTEGER,
    content BLOB NOT NULL,
    PRIMARY KEY (bucket, truck, item)
);
CREATE INDEX @due_by_day ON @due (p50_day, truck, item);
CREATE INDEX @due_by_customer ON @due (customer, p50_day);

CREATE TABLE @episodes (
    bucket INTEGER NOT NULL,
    truck TEXT NOT NULL,
    episode INTEGER NOT NULL,
    customer TEXT,
    source_address INTEGER NOT NULL,
    spn INTEGER NOT NULL,
    fmi INTEGER NOT NULL,
    state INTEGER NOT NULL,
    opened_ms INTEGER NOT NULL,
    seen_ms INTEGER NOT NULL,
    closed_ms INTEGER,
    PRIMARY KEY (bucket, truck, episode)
);

CREATE TABLE @spans (
    bucket INTEGER NOT NULL,
    truck TEXT NOT NULL,
    from_ms INTEGER NOT NULL,
    to_ms INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    PRIMARY KEY (bucket, truck, from_ms, kind)
);

CREATE TABLE @uptime_days (
    bucket INTEGER NOT NULL,
    truck TEXT NOT NULL,
    day INTEGER NOT NULL,
    up_s INTEGER NOT NULL,
    planned_s INTEGER NOT NULL,
    unplanned_s INTEGER NOT NULL,
    unknown_s INTEGER NOT NULL,
    PRIMARY KEY (bucket, truck, day)
);

CREATE TABLE @dossiers (
    bucket INTEGER NOT NULL,
    truck TEXT NOT NULL,
    position INTEGER NOT NULL,
    version INTEGER NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY (bucket, truck)
);
