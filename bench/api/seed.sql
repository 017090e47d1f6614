-- 10,000 customers with 10 subscribers each in 10 domains: user names a0..a99999 of d0.bench.test..d9.bench.test, numbers 43 70 <1000000 + n>.
-- Once, into an empty schema. Ids of both start at 200000.
create temporary table provisioning.digit (d int) as select 0 d union select 1 union select 2 union select 3 union select 4 union select 5
    union select 6 union select 7 union select 8 union select 9;
create table provisioning.n (n int primary key);
insert into provisioning.n select d from provisioning.digit;
insert into provisioning.n select x.n + 10 * y.d from (select n from provisioning.n) x join provisioning.digit y on y.d > 0;
insert into provisioning.n select x.n + 100 * y.d from (select n from provisioning.n) x join provisioning.digit y on y.d > 0;
insert into provisioning.n select x.n + 1000 * y.d from (select n from provisioning.n) x join provisioning.digit y on y.d > 0;
insert into provisioning.n select x.n + 10000 * y.d from (select n from provisioning.n) x join provisioning.digit y on y.d > 0;

insert into billing.contacts (id, reseller_id, email) select 200000 + n, 1, concat('c', n, '@bench.test') from provisioning.n where n < 10000;
insert into billing.contracts (id, contact_id, product_id, external_id)
    select 200000 + n, 200000 + n, (select min(id) from billing.products where class = 'sipaccount'), concat('c', n) from provisioning.n where n < 10000;
insert into billing.contracts_billing_profile_network (contract_id, billing_profile_id, base) select 200000 + n, 1, 1 from provisioning.n where n < 10000;
insert into billing.domains (id, reseller_id, domain) select 200000 + n, 1, concat('d', n, '.bench.test') from provisioning.n where n < 10;
insert into provisioning.voip_domains (id, domain) select 200000 + n, concat('d', n, '.bench.test') from provisioning.n where n < 10;
insert into billing.voip_subscribers (id, contract_id, uuid, username, domain_id, external_id)
    select 200000 + n, 200000 + n div 10, concat('00000000-0000-4000-8000-', lpad(n, 12, '0')), concat('a', n), 200000 + n mod 10, concat('s', n)
    from provisioning.n;
insert into billing.voip_numbers (id, cc, ac, sn, reseller_id, subscriber_id) select 200000 + n, 43, '70', 1000000 + n, 1, 200000 + n from provisioning.n;
update billing.voip_subscribers set primary_number_id = id where id >= 200000;
insert into provisioning.voip_subscribers (id, username, domain_id, uuid, password, account_id, webusername)
    select 200000 + n, concat('a', n), 200000 + n mod 10, concat('00000000-0000-4000-8000-', lpad(n, 12, '0')), concat('pw', n), 200000 + n div 10,
    concat('a', n) from provisioning.n;
insert into provisioning.voip_dbaliases (username, domain_id, subscriber_id, is_primary)
    select concat('4370', 1000000 + n), 200000 + n mod 10, 200000 + n, 1 from provisioning.n;
insert into voicemail.voicemail_users (customer_id, mailbox, password)
    select concat('00000000-0000-4000-8000-', lpad(n, 12, '0')), concat('4370', 1000000 + n), '1234' from provisioning.n;
insert into provisioning.voip_usr_preferences (subscriber_id, attribute_id, value)
    select 200000 + n.n, a.id, case a.attribute when 'cc' then '43' when 'ac' then '70' when 'account_id' then 200000 + n.n div 10
    when 'display_name' then concat('Subscriber ', n.n) else concat('4370', 1000000 + n.n) end
    from provisioning.n n join provisioning.voip_preferences a on a.attribute in ('cc', 'ac', 'cli', 'allowed_clis', 'account_id', 'display_name');
drop table provisioning.n;
analyze table billing.contacts, billing.contracts, billing.voip_subscribers, billing.voip_numbers, provisioning.voip_subscribers,
    provisioning.voip_dbaliases, provisioning.voip_usr_preferences;
