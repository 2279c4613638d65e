package trinhky.judges;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.File;
import java.util.TreeSet;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/** veraPDF against PDF/A-2b. */
final class VeraJudge {
    static {
        VeraGreenfieldFoundryProvider.initialise();
    }

    private VeraJudge() {}

    static void judge(File file, ObjectNode answer) throws Exception {
        PDFAFlavour flavour = PDFAFlavour.PDFA_2_B;
        try (PDFAParser parser = Foundries.defaultInstance().createParser(file, flavour);
                PDFAValidator validator = Foundries.defaultInstance().createValidator(flavour, false)) {
            ValidationResult result = validator.validate(parser);
            answer.put("compliant", result.isCompliant());
            TreeSet<String> rules = new TreeSet<>();
            result.getTestAssertions().stream()
                    .filter(test -> test.getStatus() == TestAssertion.Status.FAILED)
                    .forEach(test -> rules.add(rule(test)));
            ArrayNode failed = answer.putArray("failed");
            rules.forEach(failed::add);
        }
    }

    private static String rule(TestAssertion test) {
        return test.getRuleId().getClause() + "-" + test.getRuleId().getTestNumber();
    }
}
