// SPDX-License-Identifier: Apache-2.0
import Dockerfile
import Foundation
import ImagePlan
import OCI
import TestSupport
import Testing

/// Dockerfiles of which BuildKit's own converter said what configuration and history they come to; or that they are wrong.
@Suite struct ConvertVectorTests {
  static let path = Repository.root + "/../shared/corpus/vectors/convert.jsonl"

  @Test(.enabled(if: Host.exists(path), "needs the vectors beside the repository"))
  func `configuration and history are BuildKit's`() throws {
    let lines = try Data(contentsOf: URL(fileURLWithPath: Self.path)).split(separator: 0x0a)
    #expect(!lines.isEmpty)
    for line in lines {
      let vector = try JSONValue(parsing: Array(line))
      let subject = Comment(rawValue: vector.compact)
      do {
        let found = try Self.convert(vector)
        guard let expected = vector["out"] else {
          Issue.record("no error: \(vector.compact) gave \(found.compact)")
          continue
        }
        #expect(Self.sorted(found).compact == Self.sorted(expected).compact, subject)
      } catch {
        #expect(vector["out"] == nil, "\(vector.compact): \(error)")
      }
    }
  }

  static let texts = ["parse", "instr"].map { Repository.root + "/../shared/corpus/vectors/\($0).jsonl" }

  @Test(.enabled(if: texts.allSatisfy(Host.exists), "needs the vectors beside the repository"), arguments: texts)
  func `every Dockerfile comes to a plan or to an error`(path: String) throws {
    var plans = 0
    for line in try Data(contentsOf: URL(fileURLWithPath: path)).split(separator: 0x0a) {
      // Some hold a NUL, which our documents never do.
      guard let vector = try? JSONValue(parsing: Array(line)) else { continue }
      let options = BuildOptions(buildPlatform: Platform(os: "linux", architecture: "amd64"))
      guard let text = vector["dockerfile"]?.string, let file = try? Dockerfile(parsing: Array(text.utf8)) else {
        continue
      }
      var bases: [ImageNeed: ImageConfig] = [:]
      while true {
        do throws(PlanInterruption) {
          let plan = try BuildPlanner.plan(file, options, bases: bases)
          let steps = plan.target.config.history.count { !$0.emptyLayer }
          #expect(steps >= plan.target.steps.count, Comment(rawValue: text))
          #expect(!PlanText.text(plan).isEmpty)
          plans += 1
          break
        } catch {
          guard case .needs(let need) = error else { break }
          #expect(bases[need] == nil)
          bases[need] = ImageConfig(platform: need.platform)
        }
      }
    }
    #expect(plans > 100)
  }

  /// What ours makes of a vector, as its document.
  static func convert(_ vector: JSONValue) throws -> JSONValue {
    var options = BuildOptions(buildPlatform: Platform(os: "linux", architecture: "amd64"))
    options.target = vector["target"]?.string ?? ""
    options.arguments = pairs(vector["buildArgs"])
    options.labels = pairs(vector["labels"])
    let dockerfile = try Dockerfile(parsing: Array((vector["dockerfile"]?.string ?? "").utf8))
    let text = vector["base"]?.string ?? ""
    var base: ImageConfig?
    if !text.isEmpty {
      var reader = JSONReader(try JSONDocument.parse(Array(text.utf8)))
      base = try ImageConfig(&reader)
    }
    var bases: [ImageNeed: ImageConfig] = [:]
    while true {
      do {
        let plan = try BuildPlanner.plan(dockerfile, options, bases: bases)
        return try JSONValue(parsing: plan.target.config.bytes)
      } catch PlanInterruption.needs(let need) where base != nil {
        bases[need] = base
      }
    }
  }

  private static func pairs(_ value: JSONValue?) -> [KeyValue] {
    guard case .object(let members) = value else { return [] }
    return members.map { KeyValue(key: $0.0, value: $0.1.string ?? "") }
  }

  /// Members by name; a list that is empty and one that is null are the same.
  private static func sorted(_ value: JSONValue) -> JSONValue {
    switch value {
    case .object(let members):
      return .object(
        members.map { ($0.0, sorted($0.1)) }.filter { $0.1 != .null }.sorted { $0.0 < $1.0 })
    case .array(let elements): return elements.isEmpty ? .null : .array(elements.map(sorted))
    case .null, .bool, .number, .string: return value
    }
  }
}
