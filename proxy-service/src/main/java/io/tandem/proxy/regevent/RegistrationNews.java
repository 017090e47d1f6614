package io.tandem.proxy.regevent;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

import io.tandem.proxy.location.AddressOfRecord;

/** What all proxies, and provisioning, do to bindings. Never blocks; stages complete on any thread and fail while Redis is away. */
public interface RegistrationNews {

    /** That bindings of this address-of-record are refreshed is told, too, for so long. */
    CompletionStage<Void> watch(AddressOfRecord owner, Duration time);

    /** Where the log ends now. */
    CompletionStage<String> end();

    /** What happened since. */
    CompletionStage<Batch> after(String position);

    /** Something happened to a binding.
     * @param reason as in {@link io.tandem.data.registration.RegistrationChange}, or {@code refreshed} */
    record News(AddressOfRecord owner, String ruid, String reason) {}

    /** News in their order.
     * @param position where to read on
     * @param gap      some may be missing before these: the log is another one */
    record Batch(List<News> news, String position, boolean gap) {
        public Batch {
            news = List.copyOf(news);
        }
    }
}
