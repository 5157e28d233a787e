-- What pays for repairs: warranties of trucks and what is in their agreements. content: customers::Paper.
CREATE TABLE @papers (
    bucket INTEGER NOT NULL,
    truck TEXT NOT NULL,
    paper TEXT NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY (bucket, truck, paper)
);
-- What customers answered to proposed visits: customers::VisitAnswer.
CREATE TABLE @visit_answers (
    bucket INTEGER NOT NULL,
    truck TEXT NOT NULL,
    answer TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY (bucket, truck, answer)
);
CREATE INDEX @visit_answers_by_time ON @visit_answers (at_ms, truck, answer);
