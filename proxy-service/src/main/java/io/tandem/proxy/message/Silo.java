package io.tandem.proxy.message;

import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletionStage;

import io.tandem.proxy.location.AddressOfRecord;

/** Messages that wait for a phone of their recipient, shared by all proxies. Never blocks; stages complete on any thread and fail while the database is
 * away. */
public interface Silo {

    /** Keeps a message; every proxy hears of it.
     * @return its id; empty if there is no room for more of this recipient, of this sender, or of this one for that one */
    CompletionStage<OptionalLong> keep(StoredMessage message);

    /** Messages for one recipient.
     * @param messages the oldest ones that nobody else delivers now, the first one first
     * @param held     there are others, which somebody else delivers, or had begun to deliver when it failed */
    record Claim(List<StoredMessage> messages, boolean held) {}

    /** Takes messages: they are the caller's until it deletes or releases them, or for {@link MessageProperties#lease}. */
    CompletionStage<Claim> claim(AddressOfRecord owner, Instant now);

    /** It was taken, or nobody will ever take it. */
    void delete(long id);

    /** It waits on. */
    void release(long id);

    /** Removes what nobody wants any more. */
    void expire(Instant now);

    /** For whom there are some. */
    CompletionStage<Set<AddressOfRecord>> owners(Instant now);
}
