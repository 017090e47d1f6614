-- Logins of subscribers: bans as administrators have them. Old passwords of both, so that none is used again too soon.

alter table provisioning.voip_subscribers
    add column ban_increment_stage int unsigned not null default 0,
    add column last_banned_at datetime(6) null,
    add column last_banned_ip varchar(45) null;

create table billing.admin_password_journal (
    id               int unsigned not null auto_increment primary key,
    admin_id         int unsigned not null,
    value            varchar(54)  character set utf8mb4 collate utf8mb4_bin not null,   -- as in billing.admins.saltedpass
    created_at       datetime(6)  not null default current_timestamp(6),
    constraint admin_password_journal_owner foreign key (admin_id) references billing.admins (id) on delete cascade
);

create table provisioning.voip_subscriber_webpassword_journal (
    id               int unsigned not null auto_increment primary key,
    subscriber_id    int unsigned not null,
    value            varchar(54)  character set utf8mb4 collate utf8mb4_bin not null,
    created_at       datetime(6)  not null default current_timestamp(6),
    constraint voip_subscriber_webpassword_journal_owner foreign key (subscriber_id)
        references provisioning.voip_subscribers (id) on delete cascade
);
