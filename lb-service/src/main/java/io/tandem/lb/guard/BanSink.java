package io.tandem.lb.guard;

import io.tandem.lb.account.AccountScreen;
import io.tandem.lb.ban.SourceBans;

/** Who hears of bans set on this node. Called on the loop thread: must not block. */
interface BanSink {

    /** Nobody. */
    BanSink NONE = new BanSink() {
        @Override public void banned(SourceBans.Entry ban) {}

        @Override public void banned(AccountScreen.Entry ban) {}
    };

    void banned(SourceBans.Entry ban);

    void banned(AccountScreen.Entry ban);
}
