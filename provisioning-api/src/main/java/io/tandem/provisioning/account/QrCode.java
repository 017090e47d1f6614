package io.tandem.provisioning.account;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.WriterException;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.qrcode.QRCodeWriter;

/** A text as a QR code that a phone's camera reads off a screen. */
final class QrCode {
    static final String MEDIA_TYPE = "image/png";

    private static final int EDGE_PIXELS = 320;
    private static final int WHITE = 0xffffff;

    private QrCode() {}

    /** @param text of up to some 2,000 octets */
    static byte[] png(String text) {
        try (ByteArrayOutputStream bytes = new ByteArrayOutputStream(); MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            ImageIO.write(image(new QRCodeWriter().encode(text, BarcodeFormat.QR_CODE, EDGE_PIXELS, EDGE_PIXELS)), "png", out);
            out.flush();
            return bytes.toByteArray();
        } catch (WriterException tooLong) {
            throw new IllegalArgumentException("no QR code holds %d characters".formatted(text.length()), tooLong);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static BufferedImage image(BitMatrix dark) {
        BufferedImage image = new BufferedImage(dark.getWidth(), dark.getHeight(), BufferedImage.TYPE_BYTE_BINARY);
        for (int y = 0; y < dark.getHeight(); y++) {
            for (int x = 0; x < dark.getWidth(); x++) {
                image.setRGB(x, y, dark.get(x, y) ? 0 : WHITE);
            }
        }
        return image;
    }
}
