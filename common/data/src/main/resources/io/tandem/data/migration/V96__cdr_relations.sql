-- How records hang together: the parts of a call that goes over from on-peak to off-peak time, or back.
create table accounting.cdr_relation (
    id               int unsigned not null primary key,
    type             varchar(64)  not null,
    unique key cdr_relation_type (type)
);
insert into accounting.cdr_relation values (1, 'prev_fragment_id'), (2, 'first_fragment_id');

create table accounting.cdr_relation_data (
    cdr_id           bigint unsigned not null,
    provider_id      int unsigned not null,
    direction_id     int unsigned not null,
    relation_id      int unsigned not null,
    val              bigint unsigned not null,   -- id of the other record
    cdr_start_time   decimal(13,3) not null,
    primary key (cdr_id, provider_id, direction_id, relation_id),
    constraint cdr_relation_data_cdr foreign key (cdr_id) references accounting.cdr (id) on delete cascade,
    constraint cdr_relation_data_relation foreign key (relation_id) references accounting.cdr_relation (id)
);

-- Calls that a transfer has joined with another one, whose group their records have; a call may be mediated before or after the one with the REFER.
create table accounting.call_links (
    call_id          varchar(255) character set utf8mb4 collate utf8mb4_bin not null primary key,
    call_group       varchar(255) character set utf8mb4 collate utf8mb4_bin not null,
    linked_at        datetime     not null,
    key call_links_linked_at (linked_at)
);
