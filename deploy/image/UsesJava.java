import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Uses classes that Java looks up by name. deploy/test-image runs this with the image's Java. */
class UsesJava {

    public static void main(String[] arguments) throws Exception {
        byte[] text = "abc".getBytes("ISO-8859-15");
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec("key".getBytes(), "HmacSHA256"));
        HexFormat hex = HexFormat.of();
        System.out.println(hex.formatHex(mac.doFinal(text)));
        System.out.println(hex.formatHex(MessageDigest.getInstance("SHA-256").digest(text)));
    }
}
