package io.tandem.relay.kernel.bpf;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.UnaryOperator;

import io.tandem.relay.kernel.bpf.Assembler.Condition;
import io.tandem.relay.kernel.bpf.Assembler.Operation;
import io.tandem.relay.kernel.bpf.Assembler.Width;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Encodings as in the tables of RFC 9669 §3-5, and as {@code llvm-objdump} shows them. */
class AssemblerTest {
    @ParameterizedTest
    @CsvSource({"move, b701000005000000", "moveRegister, bf61000000000000", "add, 07020000ecffffff", "and32, 5403000007000000",
            "loadByte, 7132170000000000", "loadWord, 61104c0000000000", "loadDouble, 7910080000000000", "storeHalf, 6b17180000000000",
            "storeBelow, 630ae4ff00000000", "atomic, db19000000000000", "swap, dc01000010000000", "call, 8500000001000000",
            "exit, 9500000000000000"})
    void encodesAsTheStandardSays(String instruction, String expected) {
        UnaryOperator<Assembler> written = switch (instruction) {
            case "move" -> a -> a.with(Operation.MOVE, 1, 5);
            case "moveRegister" -> a -> a.withRegister(Operation.MOVE, 1, 6);
            case "add" -> a -> a.with(Operation.ADD, 2, -20);
            case "and32" -> a -> a.with32(Operation.AND, 3, 7);
            case "loadByte" -> a -> a.load(Width.BYTE, 2, 3, 23);
            case "loadWord" -> a -> a.load(Width.WORD, 0, 1, 76);
            case "loadDouble" -> a -> a.load(Width.DOUBLE, 0, 1, 8);
            case "storeHalf" -> a -> a.store(Width.HALF, 7, 24, 1);
            case "storeBelow" -> a -> a.store(Width.WORD, 10, -28, 0);
            case "atomic" -> a -> a.addAtomically(9, 0, 1);
            case "swap" -> a -> a.swap(1, 16);
            case "call" -> a -> a.call(1);
            default -> Assembler::exit;
        };
        assertThat(octets(written.apply(new Assembler()))).containsExactly(expected);
    }

    @Test
    void jumpsCountFromTheNextInstructionInBothDirections() {
        Assembler code = new Assembler().label("back").jumpIf(Condition.EQUAL, 0, 1, "on").jump("back").label("on")
                .jumpIfRegister(Condition.GREATER, 1, 2, "back").jumpIf32(Condition.SIGNED_AT_LEAST, 0, 0, "on").exit();

        assertThat(octets(code)).containsExactly("1500010001000000", "0500feff00000000", "2d21fdff00000000", "7600feff00000000",
                "9500000000000000");
    }

    @Test
    void aMapTakesTwoInstructions() {
        assertThat(octets(new Assembler().loadMap(1, 7))).containsExactly("1811000007000000", "0000000000000000");
    }

    @Test
    void aLabelThatIsMissingOrTwofoldIsAnError() {
        assertThatThrownBy(() -> new Assembler().jump("nowhere").assemble()).hasMessage("no label nowhere");
        assertThatThrownBy(() -> new Assembler().label("here").label("here")).hasMessage("label here stands twice");
    }

    private static List<String> octets(Assembler code) {
        return Arrays.stream(code.assemble()).mapToObj(Long::reverseBytes).map(HexFormat.of()::toHexDigits).toList();
    }
}
