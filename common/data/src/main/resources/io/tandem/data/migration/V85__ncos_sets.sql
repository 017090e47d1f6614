-- Sets of NCOS levels (signalling.md section 2.11): a call passes if every level lets it. The levels of a set are asked in the order of their rows.
create table billing.ncos_sets (
    id               int unsigned not null auto_increment primary key,
    reseller_id      int unsigned not null,
    name             varchar(255) not null,
    description      varchar(255) null,
    expose_to_customer boolean    not null default 0,
    unique key ncos_sets_name (reseller_id, name),
    constraint ncos_sets_reseller foreign key (reseller_id) references billing.resellers (id)
);

create table billing.ncos_set_levels (
    id               int unsigned not null auto_increment primary key,
    ncos_set_id      int unsigned not null,
    ncos_level_id    int unsigned not null,
    unique key ncos_set_levels_level (ncos_set_id, ncos_level_id),
    key ncos_set_levels_of_level (ncos_level_id),
    constraint ncos_set_levels_set foreign key (ncos_set_id) references billing.ncos_sets (id) on delete cascade,
    constraint ncos_set_levels_level_id foreign key (ncos_level_id) references billing.ncos_levels (id) on delete cascade
);
