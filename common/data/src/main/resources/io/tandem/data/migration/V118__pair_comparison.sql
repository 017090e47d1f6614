-- The nightly comparison of the two databases of a pair. Statements fill pair_chunk, so that each server has the checksums of its own rows;
-- pair_comparison has what came of the last comparison, the same on both.
create table accounting.pair_chunk (
    table_schema varchar(64)     not null,
    table_name   varchar(64)     not null,
    chunk        int unsigned    not null,
    run          bigint unsigned not null,
    bounds       varchar(400)    not null,
    row_count    bigint unsigned not null,
    checksum     bigint unsigned not null,
    primary key (table_schema, table_name, chunk)
);
create table accounting.pair_comparison (
    pair        varchar(64)     not null primary key,
    finished    bigint unsigned not null comment 'seconds since 1970',
    tables      int unsigned    not null,
    chunks      int unsigned    not null,
    differences int unsigned    not null,
    note        varchar(2000)   not null
);
