-- What came of the last comparison of the two databases of a pair. The HA manager writes it on both, past the binary log.
create table accounting.pair_comparison (
    pair        varchar(64)     not null primary key,
    finished    bigint unsigned not null comment 'seconds since 1970',
    tables      int unsigned    not null,
    chunks      int unsigned    not null,
    differences int unsigned    not null,
    note        varchar(2000)   not null
);
