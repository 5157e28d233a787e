-- What pays for repairs: warranties of trucks and what is in their agreements. content: customers::Paper.
CREATE TABLE @papers (
    bucket INTEGER NOT NULL,
    truck TEXT NOT NULL,
    paper TEXT NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY (bucket, truck, paper)
);
