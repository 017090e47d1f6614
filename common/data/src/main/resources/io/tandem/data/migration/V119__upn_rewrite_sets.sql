-- What subscribers show instead of numbers that they provide themselves. Names as other tools of this switch family know them.
create table provisioning.upn_rewrite_sets (
    id               int unsigned not null auto_increment primary key,
    subscriber_id    int unsigned not null,
    new_cli          varchar(45)  not null,
    constraint upn_rewrite_sets_subscriber foreign key (subscriber_id) references provisioning.voip_subscribers (id) on delete cascade
);

create table provisioning.upn_rewrite_sources (
    id               int unsigned not null auto_increment primary key,
    uprws_id         int unsigned not null,
    pattern          varchar(255) not null,   -- shell wildcards
    constraint upn_rewrite_sources_set foreign key (uprws_id) references provisioning.upn_rewrite_sets (id) on delete cascade
);
