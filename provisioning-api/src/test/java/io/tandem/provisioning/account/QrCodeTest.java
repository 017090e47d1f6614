package io.tandem.provisioning.account;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;

import javax.imageio.ImageIO;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class QrCodeTest {
    @Test void aPhoneReadsWhatWasWritten() throws Exception {
        String uri = "otpauth://totp/Tandem%3Aadministrator?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Tandem&algorithm=SHA1&digits=6&period=30";
        assertThat(read(QrCode.png(uri))).isEqualTo(uri);
    }

    @Test void whatNoCodeHoldsIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> QrCode.png("x".repeat(5000)));
    }

    private static String read(byte[] png) throws Exception {
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
        int[] pixels = image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
        return new QRCodeReader().decode(new BinaryBitmap(new HybridBinarizer(new RGBLuminanceSource(image.getWidth(), image.getHeight(), pixels)))).getText();
    }
}
