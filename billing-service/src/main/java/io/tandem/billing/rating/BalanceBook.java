package io.tandem.billing.rating;

import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.tandem.data.balance.Balance;
import io.tandem.data.tariff.Pricing;
import io.tandem.data.tariff.Purse;

/** The balances that the calls of one transaction are charged to. One thread. */
final class BalanceBook {
    private final Map<Long, List<Page>> pages;

    /** @param balances of each contract, without gaps, from the first call's interval to the one of now */
    BalanceBook(Map<Long, List<Balance>> balances) {
        this.pages = new HashMap<>();
        balances.forEach((contract, of) -> pages.put(contract, new ArrayList<>(of.stream().map(Page::new).toList())));
    }

    /** What a contract has in the interval of a moment; in the first or the last one if no interval holds it. A contract that is gone has nothing. */
    Purse at(long contract, long epochMillis) {
        LocalDateTime moment = LocalDateTime.ofEpochSecond(Math.floorDiv(epochMillis, 1000L), 0, ZoneOffset.UTC);
        List<Page> of = pages.getOrDefault(contract, List.of());
        Purse found = Purse.EMPTY;
        for (Page page : of) {
            if (found != Purse.EMPTY && page.now.interval().start().isAfter(moment)) break;
            found = page;
        }
        return found;
    }

    /** Contracts by their intervals, with those that were charged in between. */
    Collection<List<Page>> charged() {
        return pages.values().stream().filter(of -> of.stream().anyMatch(Page::isCharged)).toList();
    }

    /** One interval. */
    static final class Page implements Purse {
        private final Balance stored;
        private Balance before;
        private Balance now;
        private boolean charged;

        Page(Balance stored) {
            this.stored = stored;
            this.before = stored;
            this.now = stored;
        }

        @Override public BigDecimal cash() { return now.cash(); }

        @Override public long freeSeconds() { return now.free(); }

        @Override public void spend(BigDecimal cents, BigDecimal price, long seconds) {
            if (price.signum() == 0 && seconds == 0) return;
            now = now.charged(cents, price, seconds);
            charged = true;
        }

        boolean isCharged() { return charged; }

        boolean isChanged() { return now != stored; }

        /** As it is in the database. */
        Balance stored() { return stored; }

        /** Without the calls that were charged to it, but with what those in earlier intervals have taken from what was carried over. */
        Balance before() { return before; }

        /** As it is to be written. */
        Balance now() {
            return new Balance(now.id(), now.contract(), now.interval(), Pricing.rounded(now.cash()), Pricing.rounded(now.initialCash()),
                    Pricing.rounded(now.cashSpent()), now.free(), now.initialFree(), now.freeSpent(), now.topUps(), now.timelyTopUps());
        }

        /** Calls in earlier intervals have taken from what was carried over. */
        void carriedOver(Balance changed) {
            BigDecimal less = now().cash().subtract(changed.cash());
            before = before.in(before.interval()).charged(less, BigDecimal.ZERO, 0);
            now = changed;
        }
    }
}
