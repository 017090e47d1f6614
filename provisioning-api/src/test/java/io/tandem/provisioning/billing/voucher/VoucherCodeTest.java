package io.tandem.provisioning.billing.voucher;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class VoucherCodeTest {
    private final VoucherCode codes = new VoucherCode("secret of the installation".getBytes(StandardCharsets.UTF_8));

    @Test void aCodeIsTheSameEachTimeAndCannotBeReadWithoutTheSecret() {
        String stored = codes.encrypt("äÖ-1234");
        assertThat(codes.encrypt("äÖ-1234")).isEqualTo(stored).doesNotContain("1234");
        assertThat(codes.encrypt("äÖ-1235")).isNotEqualTo(stored);
        assertThat(codes.decrypt(stored)).isEqualTo("äÖ-1234");
        VoucherCode other = new VoucherCode("another".getBytes(StandardCharsets.UTF_8));
        assertThat(other.encrypt("äÖ-1234")).isNotEqualTo(stored);
        assertThatThrownBy(() -> other.decrypt(stored)).isInstanceOf(IllegalStateException.class).hasMessageContaining("secret");
    }

    @Test void theLongestCodeFitsItsColumn() {
        assertThat(codes.encrypt("€".repeat(VoucherCode.LONGEST))).hasSizeLessThanOrEqualTo(768);
    }
}
