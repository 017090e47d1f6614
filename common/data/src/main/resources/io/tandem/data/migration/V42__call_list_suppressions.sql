-- What call lists leave out or hide: calls to (outgoing) or from (incoming) numbers that match a pattern.

create table accounting.call_list_suppressions (
    id               int unsigned not null auto_increment primary key,
    domain           varchar(255) not null default '',   -- of the subscriber; empty: all
    direction        varchar(8)   not null,   -- outgoing, incoming
    pattern          varchar(255) not null,   -- regular expression of the database server
    mode             varchar(16)  not null,   -- disabled, filter: the call is not shown, obfuscate: label instead of the number
    label            varchar(255) not null default '',
    unique key call_list_suppressions_rule (domain, direction, pattern)
);
