-- Messages and greetings that stayed when their subscribers were terminated.
delete m from voicemail.voicemail_spool m join billing.voip_subscribers b on b.uuid = m.mailboxuser where b.status = 'terminated';
