-- The default e-mail templates (provisioning.md appendix D). [% name %] stands for what the mail is about.

insert into billing.email_templates (reseller_id, name, from_email, subject, body)
select null, n.name, 'noreply@localhost', n.subject, n.body from (
    select 'subscriber_default_email' as name, 'Your new telephone connection' as subject,
           'Hello,\n\nthe connection [% subscriber %] was made for you. To set the password for your web access, '
           'open\n\n[% url %]\n\n-- \nThis message was written by a machine, please do not answer it.\n' as body
    union all select 'passreset_default_email', 'Your new password',
           'Hello,\n\nsomebody, you we hope, asked for a new password for [% subscriber %]. To set one, open within [% '
           'minutes %] minutes\n\n[% url %]\n\nIf it was not you, do nothing: your password stays as it is.\n\n-- \nThis '
           'message was written by a machine, please do not answer it.\n'
    union all select 'admin_passreset_default_email', 'Your new password',
           'Hello,\n\nsomebody, you we hope, asked for a new password for [% admin %]. To set one, open within [% minutes '
           '%] minutes\n\n[% url %]\n\nIf it was not you, do nothing: your password stays as it is.\n\n-- \nThis message '
           'was written by a machine, please do not answer it.\n'
    union all select 'invoice_default_email', 'Invoice [% invoice.serial %]',
           'Hello,\n\nattached is your invoice [% invoice.serial %] for [% invoice.period_start %] to [% '
           'invoice.period_end %].\n\n-- \nThis message was written by a machine, please do not answer it.\n'
    union all select 'credit_warning_default_email', 'Customers with little credit',
           'Hello,\n\nthese customers of [% domain %] have less than [% threshold %] left:\n\n[% contracts %]\n\n-- '
           '\nThis message was written by a machine, please do not answer it.\n'
    union all select 'customer_fraud_lock_default_email', 'Customer [% customer_id %] is locked',
           'Hello,\n\ncalls of customer [% customer_id %] cost [% interval_cost %] in this [% interval %], the limit is '
           '[% interval_limit %].\nSubscribers were locked: [% interval_lock %].\n\n-- \nThis message was written by a '
           'machine, please do not answer it.\n'
    union all select 'customer_fraud_warning_default_email', 'Customer [% customer_id %] has reached his limit',
           'Hello,\n\ncalls of customer [% customer_id %] cost [% interval_cost %] in this [% interval %], the limit is '
           '[% interval_limit %].\n\n-- \nThis message was written by a machine, please do not answer it.\n'
    union all select 'fax_receive_ok_default_email', 'Fax from [% caller %]',
           'Hello,\n\nattached is a fax from [% caller %] to [% callee %] of [% pages %] pages, received at [% timestamp '
           '%].\n\n-- \nThis message was written by a machine, please do not answer it.\n'
    union all select 'fax_send_copy_default_email', 'Copy of your fax to [% callee %]',
           'Hello,\n\nattached is a copy of the fax from [% caller %] to [% callee %] of [% pages %] pages, sent at [% '
           'timestamp %].\n\n-- \nThis message was written by a machine, please do not answer it.\n'
    union all select 'fax_notify_ok_default_email', 'Your fax to [% callee %] was sent',
           'Hello,\n\nthe fax from [% caller %] to [% callee %] of [% pages %] pages was sent at [% timestamp %].\n\n-- '
           '\nThis message was written by a machine, please do not answer it.\n'
    union all select 'fax_notify_error_default_email', 'Your fax to [% callee %] was not sent',
           'Hello,\n\nthe fax from [% caller %] to [% callee %] could not be sent: [% reason %].\n\n-- \nThis message was '
           'written by a machine, please do not answer it.\n'
    union all select 'fax_notify_secret_update_default_email', 'The key of mail to fax for [% account %] has changed',
           'Hello,\n\nfaxes of [% account %] now need the key [% secret %].\n\n-- \nThis message was written by a '
           'machine, please do not answer it.\n'
) n where not exists (select 1 from billing.email_templates e where e.reseller_id is null and e.name = n.name collate utf8mb4_unicode_ci);

-- Resellers that are there already get their copies as new ones do.
insert into billing.email_templates (reseller_id, name, from_email, subject, body, attachment_name)
select r.id, e.name, e.from_email, e.subject, e.body, e.attachment_name from billing.resellers r
join billing.email_templates e on e.reseller_id is null
where r.status <> 'terminated'
  and not exists (select 1 from billing.email_templates x where x.reseller_id = r.id and x.name = e.name);
