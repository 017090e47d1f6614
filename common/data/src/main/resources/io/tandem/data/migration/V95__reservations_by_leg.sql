-- Each leg of a call has a reservation with a name of its own, which its record has too (tag prepaid_reservation): rating ends this one and no other. While the
-- call is set up it belongs to a process; what a process held that is no longer alive is freed. Reservations without a name are of an earlier version.
alter table billing.prepaid_reservations
    add column reservation varchar(36) character set utf8mb4 collate utf8mb4_bin null,
    add column holder      varchar(36) character set utf8mb4 collate utf8mb4_bin not null default '',   -- '' once the call is answered
    add unique key prepaid_reservations_name (reservation),
    add key prepaid_reservations_call (contract_id, call_id),
    add key prepaid_reservations_holder (holder),
    drop key prepaid_reservations_leg;

create table billing.prepaid_holders (
    holder   varchar(36) character set utf8mb4 collate utf8mb4_bin not null primary key,   -- a proxy process
    alive_at datetime    not null
);

insert into accounting.cdr_tag values (16, 'prepaid_reservation');
