package trinhky.bench;

import eu.europa.esig.dss.enumerations.DigestAlgorithm;
import eu.europa.esig.dss.enumerations.SignatureAlgorithm;
import eu.europa.esig.dss.enumerations.SignatureLevel;
import eu.europa.esig.dss.model.DSSDocument;
import eu.europa.esig.dss.model.InMemoryDocument;
import eu.europa.esig.dss.model.SignatureValue;
import eu.europa.esig.dss.model.ToBeSigned;
import eu.europa.esig.dss.model.x509.CertificateToken;
import eu.europa.esig.dss.pades.PAdESSignatureParameters;
import eu.europa.esig.dss.pades.signature.PAdESService;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.tsp.KeyEntityTSPSource;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;

/** PAdES BASELINE-T as the DSS cookbook has it, with a timestamp source in this process. */
final class DssSigner {
    private final PrivateKey key;
    private final List<CertificateToken> chain;
    private final PAdESService service;

    DssSigner(Path folder, String password) throws Exception {
        KeyStore.PrivateKeyEntry own = read(folder.resolve("leader.p12"), password);
        key = own.getPrivateKey();
        chain = tokens(own);
        KeyStore.PrivateKeyEntry tsa = read(folder.resolve("tsa.p12"), password);
        List<CertificateToken> above = tokens(tsa);
        KeyEntityTSPSource stamps =
                new KeyEntityTSPSource(tsa.getPrivateKey(), above.get(0), above);
        stamps.setTsaPolicy("1.3.6.1.4.1.32473.3161");
        service = new PAdESService(new CommonCertificateVerifier());
        service.setTspSource(stamps);
    }

    void sign(byte[] pdf) throws Exception {
        DSSDocument document = new InMemoryDocument(pdf);
        PAdESSignatureParameters wanted = new PAdESSignatureParameters();
        wanted.setSignatureLevel(SignatureLevel.PAdES_BASELINE_T);
        wanted.setDigestAlgorithm(DigestAlgorithm.SHA256);
        wanted.setSigningCertificate(chain.get(0));
        wanted.setCertificateChain(chain);
        wanted.bLevel().setSigningDate(new Date());
        ToBeSigned attributes = service.getDataToSign(document, wanted);
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(key);
        signature.update(attributes.getBytes());
        SignatureValue value = new SignatureValue(SignatureAlgorithm.RSA_SHA256, signature.sign());
        DSSDocument signed = service.signDocument(document, wanted, value);
        if (((InMemoryDocument) signed).getBytes().length <= pdf.length) {
            throw new IllegalStateException("nothing was signed");
        }
    }

    private static KeyStore.PrivateKeyEntry read(Path file, String password) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream packed = Files.newInputStream(file)) {
            store.load(packed, password.toCharArray());
        }
        String alias = store.aliases().nextElement();
        return (KeyStore.PrivateKeyEntry)
                store.getEntry(alias, new KeyStore.PasswordProtection(password.toCharArray()));
    }

    private static List<CertificateToken> tokens(KeyStore.PrivateKeyEntry entry) {
        List<CertificateToken> found = new ArrayList<>();
        for (Certificate one : entry.getCertificateChain()) {
            found.add(new CertificateToken((X509Certificate) one));
        }
        return found;
    }
}
