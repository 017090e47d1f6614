-- Subscribers u20000..u99999 beside those of seed.sql, made alike. Once.
create temporary table provisioning.n (n int primary key) as
    select a.n + 20000 as n from (select id - 100000 as n from billing.voip_subscribers where contract_id = 9001) a
    union select a.n + 40000 from (select id - 100000 as n from billing.voip_subscribers where contract_id = 9001) a
    union select a.n + 60000 from (select id - 100000 as n from billing.voip_subscribers where contract_id = 9001) a
    union select a.n + 80000 from (select id - 100000 as n from billing.voip_subscribers where contract_id = 9001) a;
insert into billing.voip_subscribers (id, contract_id, uuid, username, domain_id)
    select 100000 + n, 9001, concat('bench-', n), concat('u', n), 9001 from provisioning.n;
insert into billing.voip_numbers (id, cc, ac, sn, reseller_id, subscriber_id)
    select 100000 + n, 43, '66', 100000 + n, 1, 100000 + n from provisioning.n;
update billing.voip_subscribers set primary_number_id = id where contract_id = 9001;
insert into provisioning.voip_subscribers (id, username, domain_id, uuid, password, account_id)
    select 100000 + n, concat('u', n), 9001, concat('bench-', n), concat('pw', n), 9001 from provisioning.n;
insert into provisioning.voip_dbaliases (username, domain_id, subscriber_id, is_primary)
    select concat('4366', 100000 + n), 9001, 100000 + n, 1 from provisioning.n;
