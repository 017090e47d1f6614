-- Subscribers u0..u19999, password pw<n>, of domain sip.test, number 43 66 <100000 + n>. Once, into an empty schema.
insert into billing.contacts (id, reseller_id, email) values (9001, 1, 'bench@example.org');
insert into billing.contracts (id, contact_id, product_id) values (9001, 9001, 4);
insert into billing.contracts_billing_profile_network (contract_id, billing_profile_id, base) values (9001, 1, 1);
insert into billing.domains (id, reseller_id, domain) values (9001, 1, 'sip.test');
insert into provisioning.voip_domains (id, domain) values (9001, 'sip.test');

create temporary table provisioning.n (n int primary key) as
    select a.d + 10 * b.d + 100 * c.d + 1000 * e.d + 10000 * f.d as n
    from (select 0 d union select 1 union select 2 union select 3 union select 4 union select 5 union select 6 union select 7 union select 8 union select 9) a,
         (select 0 d union select 1 union select 2 union select 3 union select 4 union select 5 union select 6 union select 7 union select 8 union select 9) b,
         (select 0 d union select 1 union select 2 union select 3 union select 4 union select 5 union select 6 union select 7 union select 8 union select 9) c,
         (select 0 d union select 1 union select 2 union select 3 union select 4 union select 5 union select 6 union select 7 union select 8 union select 9) e,
         (select 0 d union select 1) f;

insert into billing.voip_subscribers (id, contract_id, uuid, username, domain_id)
    select 100000 + n, 9001, concat('bench-', n), concat('u', n), 9001 from provisioning.n;
insert into billing.voip_numbers (id, cc, ac, sn, reseller_id, subscriber_id)
    select 100000 + n, 43, '66', 100000 + n, 1, 100000 + n from provisioning.n;
update billing.voip_subscribers set primary_number_id = id where contract_id = 9001;
insert into provisioning.voip_subscribers (id, username, domain_id, uuid, password, account_id)
    select 100000 + n, concat('u', n), 9001, concat('bench-', n), concat('pw', n), 9001 from provisioning.n;
insert into provisioning.voip_dbaliases (username, domain_id, subscriber_id, is_primary)
    select concat('4366', 100000 + n), 9001, 100000 + n, 1 from provisioning.n;
