// SPDX-License-Identifier: Apache-2.0
import CapsulePlan
import Testing

@Suite("Timestamps")
struct TimestampTests {
  @Test(
    "a moment is written as RFC 3339 in UTC with nine digits",
    arguments: [
      (0, 0, "1970-01-01T00:00:00.000000000Z"),
      (951_782_400, 1, "2000-02-29T00:00:00.000000001Z"),
      (951_868_799, 999_999_999, "2000-02-29T23:59:59.999999999Z"),
      (1_763_777_810, 645_583_919, "2025-11-22T02:16:50.645583919Z"),
      (4_107_542_399, 0, "2100-02-28T23:59:59.000000000Z"),
      (4_107_542_400, 0, "2100-03-01T00:00:00.000000000Z"),
      (-1, 0, "1969-12-31T23:59:59.000000000Z"),
    ])
  func text(_ seconds: Int64, _ nanoseconds: Int64, _ wanted: String) {
    #expect(Timestamp.rfc3339(seconds: seconds, nanoseconds: nanoseconds) == wanted)
    #expect(Timestamp.seconds(wanted) == seconds)
  }

  @Test("zones and fractions are read, and other texts are not moments")
  func reading() {
    #expect(Timestamp.seconds("2000-02-29T01:00:00+01:00") == 951_782_400)
    #expect(Timestamp.seconds("2000-02-28T22:30:00.5-01:30") == 951_782_400)
    for text in ["", "2000-02-29", "2000-13-01T00:00:00Z", "2000-02-29T00:00:00", "x000-02-29T00:00:00Z"] {
      #expect(Timestamp.seconds(text) == nil)
    }
  }
}
