// SPDX-License-Identifier: Apache-2.0
import BundleKit
import CapsulePlan
import ImagePlan
import OCI

/// `--cache-from` and `--cache-to` of a build.
struct BuildCaches {
  private let from: [CacheOption]
  private let to: [CacheOption]
  /// Every step, of all platforms.
  private var steps: [String: BuiltLayer] = [:]

  init(_ options: BuildArguments) throws(Failure) {
    from = try options.cacheFrom.map { (text) throws(Failure) in
      try CacheOption(from: text, isFolder: BuildArguments.isFolder(text))
    }
    to = try options.cacheTo.map { (text) throws(Failure) in
      try CacheOption(to: text, isFolder: BuildArguments.isFolder(text))
    }
  }

  /// `--cache-to type=inline`.
  var areInline: Bool { to.contains { $0.place == .inline } }

  /// Those to look in; one that cannot be had is no reason not to build.
  func open(for platform: Platform, in store: Store, _ report: BuildReport) -> [any CacheSource] {
    var sources: [any CacheSource] = []
    for option in from {
      switch option.place {
      case .folder(let path): sources.append(CacheFolder(path))
      case .registry(let reference):
        let index = report.begin("importing cache from \(reference.text)")
        do throws(Failure) {
          sources.append(try RegistryCache(reference, platform: platform, in: store))
        } catch {
          report.remark(index, "warning: " + error.message)
        }
        report.done(index)
      case .inline: break
      }
    }
    return sources
  }

  mutating func add(_ steps: [String: BuiltLayer]) { self.steps.merge(steps) { $1 } }

  /// Writes the steps whose layers the images have, or all.
  func write(_ images: [BuildImage], from store: Store, _ report: BuildReport) throws(Failure) {
    let kept = Set(images.flatMap(\.layers).map(\.diffID))
    for option in to {
      let steps = option.isWhole ? steps : steps.filter { kept.contains($0.value.diffID) }
      switch option.place {
      case .inline: break
      case .folder(let path): try CacheFolder(path).write(steps, from: store)
      case .registry(let reference):
        let index = report.begin("exporting cache to \(reference.text)")
        do throws(Failure) { try RegistryCache.write(steps, to: reference, from: store) } catch {
          report.failed(index, error.message)
          throw error
        }
        report.done(index)
      }
    }
  }
}
