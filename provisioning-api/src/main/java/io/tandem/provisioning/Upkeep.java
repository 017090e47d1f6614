package io.tandem.provisioning;

import java.time.Duration;

import io.lettuce.core.RedisException;
import io.tandem.platform.role.RoleWatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/** Work that is done again and again while this node is active. A database or Redis that is away is told when it goes and when it is back, not at each try.
 * One thread. */
final class Upkeep implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);

    private final String what;
    private final Duration pause;
    private final Runnable work;
    private final RoleWatch role;
    private boolean failing;

    Upkeep(String what, Duration pause, Runnable work, RoleWatch role) {
        this.what = what;
        this.pause = pause;
        this.work = work;
        this.role = role;
    }

    @Override
    public void run() {
        if (!role.isActive()) {
            return;
        }
        try {
            work.run();
            if (failing) {
                failing = false;
                LOG.info("{} work again", what);
            }
        } catch (DataAccessException | TransactionException | RedisException away) {
            if (failing) {
                LOG.debug("{} still fail: {}", what, away.getMessage());
            } else {
                failing = true;
                LOG.warn("{} fail, they are tried every {} until they work: {}", what, pause, away.getMessage());
            }
        } catch (RuntimeException failed) {
            LOG.error("{} fail, next try in {}", what, pause, failed); // thrown on, it would be the last try
        }
    }
}
