// SPDX-License-Identifier: Apache-2.0
import Dockerfile
import Foundation
import OCI
import TestSupport
import Testing

/// Inputs and what BuildKit's own code made of them, a JSON object a line.
///
/// They are not part of the repository: they are looked for in `shared/corpus/vectors` beside the checkout, or where
/// CAPSULE_VECTORS says.
enum Vectors {
  static let folder: String? = {
    let told = ProcessInfo.processInfo.environment["CAPSULE_VECTORS"]
    let beside = ["/..", "/../.."].map { Repository.root + $0 + "/shared/corpus/vectors" }
    return ([told].compactMap { $0 } + beside).first { Host.exists($0 + "/parse.jsonl") }
  }()

  /// Runs every vector of a file through `ours` and shows the first few that differ.
  ///
  /// Where BuildKit fails ours has to fail; the text of the error is free.
  static func check(
    _ name: String, sourceLocation: SourceLocation = #_sourceLocation,
    _ ours: (JSONValue) throws -> JSONValue
  ) throws {
    let folder = try #require(Vectors.folder)
    let data = try Data(contentsOf: URL(fileURLWithPath: folder + "/" + name + ".jsonl"))
    var differences: [String] = []
    var count = 0
    for line in data.split(separator: UInt8(ascii: "\n")) {
      let vector = try (try? JSONValue(parsing: Array(line))) ?? JSONDecoder().decode(AnyJSON.self, from: line).value
      // The vectors were made without a linter, and some comments made BuildKit call it: no behaviour to compare with.
      if vector["error"]?.string?.hasPrefix("panic:") == true { continue }
      count += 1
      if let difference = difference(vector, ours) { differences.append(difference) }
    }
    #expect(count > 0, "no vectors in \(name)", sourceLocation: sourceLocation)
    guard !differences.isEmpty else { return }
    let shown = differences.prefix(8).joined(separator: "\n")
    Issue.record("\(name): \(differences.count) of \(count) differ\n\(shown)", sourceLocation: sourceLocation)
  }

  private static func difference(_ vector: JSONValue, _ ours: (JSONValue) throws -> JSONValue) -> String? {
    let got: JSONValue
    do { got = try ours(vector) } catch let error as BuildError {
      return vector["out"].map { "\(input(vector))\n  wanted \($0.compact)\n  failed \(error.text)" }
    } catch { return "\(input(vector))\n  threw \(error)" }
    guard let wanted = vector["out"] else {
      return "\(input(vector))\n  wanted the error \(vector["error"]?.compact ?? "")\n  got \(got.compact)"
    }
    guard normal(wanted) != normal(got) else { return nil }
    return "\(input(vector))\n  wanted \(normal(wanted).compact)\n  got    \(normal(got).compact)"
  }

  private static func input(_ vector: JSONValue) -> String {
    guard case .object(let members) = vector else { return "" }
    return JSONValue.object(members.filter { $0.0 != "out" && $0.0 != "error" }).compact
  }

  /// The same with members in order of the alphabet.
  private static func normal(_ value: JSONValue) -> JSONValue {
    switch value {
    case .object(let members): .object(members.map { ($0.0, normal($0.1)) }.sorted { $0.0 < $1.0 })
    case .array(let elements): .array(elements.map(normal))
    case .null, .bool, .number, .string: value
    }
  }
}

extension JSONValue {
  /// A member's text, empty where there is none.
  func text(_ name: String) -> String { self[name]?.string ?? "" }

  func bool(_ name: String) -> Bool { self[name] == .bool(true) }

  /// A member's strings.
  func strings(_ name: String) -> [String] { self[name]?.array?.compactMap(\.string) ?? [] }

  /// As Go writes an empty list that was never made: null.
  static func list(_ values: [JSONValue]) -> JSONValue { values.isEmpty ? .null : .array(values) }

  static func optional(_ value: Bool?) -> JSONValue { value.map { .bool($0) } ?? .null }
}

/// Any JSON by Foundation's slower reader: ours refuses a NUL in a string, and a few vectors have one.
private struct AnyJSON: Decodable {
  private struct Name: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }
  let value: JSONValue

  init(from decoder: any Decoder) throws {
    if let members = try? decoder.container(keyedBy: Name.self) {
      value = .object(
        try members.allKeys.map { ($0.stringValue, try members.decode(AnyJSON.self, forKey: $0).value) })
      return
    }
    let single = try decoder.singleValueContainer()
    if single.decodeNil() {
      value = .null
    } else if let bool = try? single.decode(Bool.self) {
      value = .bool(bool)
    } else if let text = try? single.decode(String.self) {
      value = .string(text)
    } else if let elements = try? single.decode([AnyJSON].self) {
      value = .array(elements.map(\.value))
    } else if let number = try? single.decode(UInt64.self) {
      value = .integer(number)
    } else {
      value = .integer(try single.decode(Int64.self))
    }
  }
}
