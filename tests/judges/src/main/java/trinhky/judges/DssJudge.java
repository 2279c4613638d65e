package trinhky.judges;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import eu.europa.esig.dss.diagnostic.DiagnosticData;
import eu.europa.esig.dss.diagnostic.PDFRevisionWrapper;
import eu.europa.esig.dss.jaxb.object.Message;
import eu.europa.esig.dss.model.FileDocument;
import eu.europa.esig.dss.model.x509.CertificateToken;
import eu.europa.esig.dss.simplereport.SimpleReport;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import eu.europa.esig.dss.validation.SignedDocumentValidator;
import eu.europa.esig.dss.validation.reports.Reports;
import java.io.File;
import java.io.FileInputStream;
import java.io.InputStream;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Date;
import java.util.List;

/**
 * EU DSS with its default (strict AdES) policy, offline: revocation data come from the file or not at
 * all. Without a time it reads the machine's clock.
 */
final class DssJudge {
    private DssJudge() {}

    static void judge(File file, String trust, Date at, ObjectNode answer) throws Exception {
        SignedDocumentValidator validator =
                SignedDocumentValidator.fromDocument(new FileDocument(file));
        validator.setCertificateVerifier(offline(trust));
        if (at != null) {
            validator.setValidationTime(at);
        }
        Reports reports = validator.validateDocument();
        SimpleReport report = reports.getSimpleReport();
        ArrayNode signatures = answer.putArray("signatures");
        for (String id : report.getSignatureIdList()) {
            signature(signatures.addObject(), id, report, reports.getDiagnosticData());
        }
        ArrayNode timestamps = answer.putArray("timestamps");
        for (String id : report.getTimestampIdList()) {
            token(timestamps.addObject(), id, report);
        }
    }

    private static CommonCertificateVerifier offline(String trust) throws Exception {
        CommonTrustedCertificateSource anchors = new CommonTrustedCertificateSource();
        if (trust != null) {
            try (InputStream pem = new FileInputStream(trust)) {
                CertificateFactory factory = CertificateFactory.getInstance("X.509");
                for (Certificate anchor : factory.generateCertificates(pem)) {
                    anchors.addCertificate(new CertificateToken((X509Certificate) anchor));
                }
            }
        }
        CommonCertificateVerifier verifier = new CommonCertificateVerifier(true);
        verifier.setTrustedCertSources(anchors);
        verifier.setAIASource(null);
        verifier.setCrlSource(null);
        verifier.setOcspSource(null);
        return verifier;
    }

    private static void signature(
            ObjectNode out, String id, SimpleReport report, DiagnosticData diagnostic) {
        PDFRevisionWrapper revision = diagnostic.getSignatureById(id).getPDFRevision();
        token(out, id, report);
        out.put("field", revision == null ? null : revision.getFirstFieldName());
        out.put("level", String.valueOf(report.getSignatureFormat(id)));
        out.put("signed_by", report.getSignedBy(id));
        out.put("claimed_time", iso(report.getSigningTime(id)));
        out.put("best_time", iso(report.getBestSignatureTime(id)));
        ArrayNode within = out.putArray("timestamps");
        report.getSignatureTimestamps(id).forEach(t -> token(within.addObject(), t.getId(), report));
    }

    private static void token(ObjectNode out, String id, SimpleReport report) {
        out.put("id", id);
        out.put("indication", String.valueOf(report.getIndication(id)));
        Object sub = report.getSubIndication(id);
        out.put("sub_indication", sub == null ? null : sub.toString());
        texts(out.putArray("errors"), report.getAdESValidationErrors(id));
        texts(out.putArray("warnings"), report.getAdESValidationWarnings(id));
    }

    private static void texts(ArrayNode out, List<Message> messages) {
        messages.forEach(message -> out.add(message.getKey() + ": " + message.getValue()));
    }

    private static String iso(Date date) {
        return date == null ? null : date.toInstant().toString();
    }
}
