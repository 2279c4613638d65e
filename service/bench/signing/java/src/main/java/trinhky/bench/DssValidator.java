package trinhky.bench;

import eu.europa.esig.dss.enumerations.Indication;
import eu.europa.esig.dss.model.InMemoryDocument;
import eu.europa.esig.dss.model.x509.CertificateToken;
import eu.europa.esig.dss.simplereport.SimpleReport;
import eu.europa.esig.dss.spi.DSSUtils;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import eu.europa.esig.dss.validation.SignedDocumentValidator;
import java.nio.file.Path;

/** EU DSS with its default policy, offline: revocation data come from the file. */
final class DssValidator {
    private final CertificateToken anchor;

    DssValidator(Path folder) {
        anchor = DSSUtils.loadCertificate(folder.resolve("pki/trust.pem").toFile());
    }

    void verify(byte[] pdf) {
        CommonTrustedCertificateSource anchors = new CommonTrustedCertificateSource();
        anchors.addCertificate(anchor);
        CommonCertificateVerifier offline = new CommonCertificateVerifier(true);
        offline.setTrustedCertSources(anchors);
        offline.setAIASource(null);
        offline.setCrlSource(null);
        offline.setOcspSource(null);
        SignedDocumentValidator validator =
                SignedDocumentValidator.fromDocument(new InMemoryDocument(pdf));
        validator.setCertificateVerifier(offline);
        SimpleReport report = validator.validateDocument().getSimpleReport();
        for (String id : report.getSignatureIdList()) {
            if (report.getIndication(id) != Indication.TOTAL_PASSED) {
                throw new IllegalStateException(id + " " + report.getIndication(id));
            }
        }
    }
}
