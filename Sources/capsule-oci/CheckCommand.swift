// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import CapsuleRuntime
internal import Kernel
internal import LinuxABI
internal import OCI
internal import OptionTable

extension Call {
  /// `check`: every finding at once, in the order of the file.
  ///
  /// The exit status is 1 when something is wrong.
  func check() throws(Failure) -> Int32 {
    let folder = values.arguments.first ?? "."
    let name = values.value(.config) ?? "config.json"
    let file = name.utf8.first == UInt8(ascii: "/") ? name : folder + "/" + name
    let bytes: [UInt8]
    do throws(KernelError) {
      bytes = try Files.read(file, limit: JSONLimits().size)
    } catch {
      if error.errno == .ENOENT { throw Failure(.usage, "JSON specification file \(file) not found") }
      throw Failure(.system, error.text)
    }
    let findings = CheckedConfiguration.findings(bytes)
    if values.value(.findingsFormat) == "json" {
      try Output.write(CheckedConfiguration.json(findings, file: file))
    } else {
      for finding in findings { try Output.write(finding.line(file: file) + "\n") }
    }
    for finding in findings where values.has(.strict) || finding.finding.severity == .error { return 1 }
    return 0
  }
}

/// A finding and where it stands in the file.
struct PlacedFinding {
  var finding: Finding
  /// From 1; 0 when the file as a whole is meant.
  var line: Int
  var column: Int

  var severity: String { finding.severity == .error ? "error" : "warning" }

  /// `config.json:12:9: error: /process/cwd: not an absolute path (write "/"...) [cwd-absolute]`.
  func line(file: String) -> String {
    let place = line > 0 ? "\(file):\(line):\(column)" : file
    return "\(place): \(severity): \(finding.sentence) [\(finding.rule)]"
  }
}

/// What `check` finds in a text.
enum CheckedConfiguration {
  static func findings(_ bytes: [UInt8]) -> [PlacedFinding] {
    let document: JSONDocument
    let spec: RuntimeSpec
    do throws(JSONError) {
      document = try JSONDocument.parse(bytes)
      spec = try RuntimeSpec.decode(document)
    } catch {
      // What cannot be read cannot be judged any further.
      let finding = Finding(.error, pointer: error.pointer, rule: "json", message: error.message)
      return [PlacedFinding(finding: finding, line: error.line, column: error.column)]
    }
    var placed: [PlacedFinding] = []
    for finding in Validate.findings(spec) + unknown(spec.unknownProperties) {
      let place = document.location(of: finding.pointer)
      placed.append(PlacedFinding(finding: finding, line: place.line, column: place.column))
    }
    // In the order of the file; what stands at one place keeps the order of the rules.
    var sorted: [PlacedFinding] = []
    for entry in placed {
      let index = sorted.firstIndex { ($0.line, $0.column) > (entry.line, entry.column) }
      sorted.insert(entry, at: index ?? sorted.endIndex)
    }
    return sorted
  }

  private static func unknown(_ properties: [UnknownProperty]) -> [Finding] {
    var findings: [Finding] = []
    for property in properties {
      let name = JSONPointer.steps(property.pointer).last.map { String(decoding: $0, as: UTF8.self) } ?? ""
      let hint = DidYouMean.nearest(to: name, among: property.known).map { "did you mean \"\($0)\"?" }
      findings.append(
        Finding(
          .warning, pointer: property.pointer, rule: "unknown-property",
          message: "the specification has no such property, so it is ignored", hint: hint))
    }
    return findings
  }

  static func json(_ findings: [PlacedFinding], file: String) -> [UInt8] {
    var json = JSONWriter(.indented("  "))
    json.beginArray()
    for entry in findings {
      json.beginObject()
      json.member("severity", entry.severity)
      json.member("pointer", entry.finding.pointer)
      json.member("message", entry.finding.message)
      if let hint = entry.finding.hint { json.member("hint", hint) }
      json.member("rule", entry.finding.rule)
      json.member("file", file)
      json.member("line", entry.line)
      json.member("column", entry.column)
      json.endObject()
    }
    json.endArray()
    return json.bytes + [0x0a]
  }
}
