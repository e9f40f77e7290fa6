// SPDX-License-Identifier: Apache-2.0
import BundleKit

/// A step that failed, for people.
enum BrokenStepText {
  /// What failed, as `docker build` shows it: the last lines of its output, and where it stands.
  static func text(_ step: BrokenStep, _ dockerfile: [UInt8], name: String) -> String {
    var text = "------\n > \(step.title):\n"
    for line in step.output { text += Table.printable(line) + "\n" }
    text += "------\n"
    if step.lines.lowerBound > 0 {
      text += "\(name):\(step.lines.lowerBound)\n--------------------\n"
      let lines = dockerfile.split(separator: 0x0a, omittingEmptySubsequences: false)
      let last = min(step.lines.upperBound + 2, lines.count)
      for number in max(1, step.lines.lowerBound - 2)...max(last, 1) where number <= lines.count {
        let mark = step.lines.contains(number) ? ">>> " : "    "
        let digits = String(repeating: " ", count: max(0, 4 - "\(number)".count)) + "\(number)"
        text += "\(digits) | \(mark)" + Table.printable(String(decoding: lines[number - 1], as: UTF8.self)) + "\n"
      }
      text += "--------------------\n"
    }
    return text
  }
}
