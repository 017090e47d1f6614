-- Text messages that were sent over the API (resource sms). Names as other tools of this switch family know them.
create table accounting.sms_journal (
    id               int unsigned not null auto_increment primary key,
    subscriber_id    int unsigned not null,
    time             datetime(3)  not null default current_timestamp(3),
    direction        varchar(8)   not null,   -- in, out, forward
    caller           varchar(255) not null,
    callee           varchar(255) not null,
    text             text         character set utf8mb4 collate utf8mb4_bin not null,
    status           varchar(16)  not null,   -- ok; unknown: nobody has answered in time
    reason           varchar(255) not null,   -- SIP status and phrase
    key sms_journal_subscriber_time (subscriber_id, time),
    constraint sms_journal_subscriber foreign key (subscriber_id) references provisioning.voip_subscribers (id) on delete cascade
);
