// SPDX-License-Identifier: Apache-2.0
import BundleKit
import Testing

@Suite("Reports for people") struct ReportTests {
  @Test("Columns are aligned and control characters shown as question marks") func table() {
    var table = Table(["A", "LONGER"])
    table.add(["abc\u{1b}", "x"])
    #expect(table.text == "A      LONGER\nabc?   x\n")
  }

  @Test(
    "Sizes have three digits",
    arguments: [
      (0, "0 B"), (999, "999 B"), (1000, "1.00 kB"), (1234, "1.23 kB"), (12_345, "12.3 kB"), (123_456, "123 kB"),
      (999_600, "1.00 MB"), (12_300_000, "12.3 MB"), (5_000_000_000, "5.00 GB"),
    ] as [(Int64, String)])
  func sizes(bytes: Int64, text: String) { #expect(Words.size(bytes) == text) }

  @Test(
    "Ages are told in one unit",
    arguments: [
      (0, "less than a second ago"), (5, "5 seconds ago"), (61, "about a minute ago"), (180, "3 minutes ago"),
      (7200, "2 hours ago"), (86_400 * 3, "3 days ago"), (86_400 * 20, "2 weeks ago"), (86_400 * 100, "3 months ago"),
      (86_400 * 1000, "2 years ago"),
    ] as [(Int64, String)])
  func ages(seconds: Int64, text: String) { #expect(Words.age(of: 1000, at: 1000 + seconds) == text) }
}
