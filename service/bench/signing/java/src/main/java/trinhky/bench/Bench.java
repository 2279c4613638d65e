package trinhky.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/** One process of the EU DSS side: reads `sign|verify PAGES COUNT`, works, answers (see crew.py). */
public final class Bench {
    private Bench() {}

    interface Work {
        void on(byte[] pdf) throws Exception;
    }

    public static void main(String[] arguments) throws Exception {
        PrintStream answers = System.out;
        System.setOut(System.err); // a library that prints must not end up between our lines
        Path folder = Path.of(arguments[0]);
        Work sign = new DssSigner(folder, arguments[1])::sign;
        Work verify = new DssValidator(folder)::verify;
        answers.println("ready");
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            String[] asked = line.split(" ");
            boolean isSigning = asked[0].equals("sign");
            String name = (isSigning ? "blank-" : "signed-") + asked[1] + ".pdf";
            byte[] pdf = Files.readAllBytes(folder.resolve(name));
            answers.println(done(isSigning ? sign : verify, pdf, Integer.parseInt(asked[2])));
            answers.flush();
        }
    }

    private static String done(Work work, byte[] pdf, int count) throws Exception {
        OperatingSystemMXBean system =
                (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long begun = System.nanoTime();
        long used = system.getProcessCpuTime();
        for (int i = 0; i < count; i++) {
            work.on(pdf);
        }
        double seconds = (System.nanoTime() - begun) / 1e9;
        double processor = (system.getProcessCpuTime() - used) / 1e9;
        return String.format(java.util.Locale.ROOT, "%.6f %.6f %d", seconds, processor, peakKib());
    }

    private static long peakKib() throws Exception {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElse(0);
    }
}
