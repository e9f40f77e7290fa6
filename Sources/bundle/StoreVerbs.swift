// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import BundleKit
import CapsulePlan
import Kernel

/// `bundle gc`.
struct CollectGarbage: Verb {
  static let configuration = CommandConfiguration(
    commandName: "gc", abstract: "Remove what nothing in the store refers to.",
    discussion: """
      Blobs and unpacked layers of images that are gone, half-made things of processes that were killed, and downloads
      that were broken off. It waits for those who are adding images.

      Examples:
        bundle gc
        bundle gc --dry-run
      """)

  @OptionGroup var global: GlobalOptions
  @Flag(help: "Only tell what would be removed.") var dryRun = false

  func run() throws {
    let result = try Collector.collect(try global.store(), dryRun: dryRun)
    for path in result?.removed ?? [] { try output(path + "\n") }
    try output("\(dryRun ? "Would reclaim" : "Reclaimed"): \(Words.size(result?.bytes ?? 0))\n")
  }
}

/// `bundle fsck`.
struct CheckStore: Verb {
  static let configuration = CommandConfiguration(
    commandName: "fsck", abstract: "Check the store: every blob against its digest, every image for its parts.",
    discussion: """
      The exit status is 1 when something is wrong.

      Examples:
        bundle fsck
        bundle fsck --repair && bundle pull localhost:5000/helloworld
      """)

  @OptionGroup var global: GlobalOptions
  @Flag(help: "Remove damaged blobs and layers, and names that lead nowhere.") var repair = false

  func run() throws {
    let check = try StoreCheck(try global.store(), repair: repair)
    for line in check.problems + check.repairs { try output(line + "\n") }
    if !check.problems.isEmpty { throw ExitCode.failure }
  }
}

/// `bundle prune`.
struct Prune: Verb {
  static let configuration = CommandConfiguration(
    commandName: "prune",
    abstract: "Remove images that have no name and that no container uses.",
    discussion: """
      Examples:
        bundle prune
        bundle prune --all --force     # every image without a container
        bundle prune --build           # what builds keep for the next ones, too
      """)

  @OptionGroup var global: GlobalOptions
  @Flag(name: .shortAndLong, help: "Also images that have a name.") var all = false
  @Flag(name: .shortAndLong, help: "Do not ask.") var force = false
  @Flag(help: "Also the build cache, and directories of RUN --mount=type=cache.") var build = false

  func run() throws {
    let isAsked = (try? Terminal.size(0)) != nil
    if !force, isAsked {
      let cache = build ? " and the build cache" : ""
      try output("Remove all \(all ? "" : "nameless ")images that no container uses\(cache)? [y/N] ")
      guard let answer = readLine(), ["y", "yes"].contains(answer.lowercased()) else { return }
    }
    let store = try global.store()
    if build { for line in try BuildCache.clear(store) { try output("Deleted: " + line + "\n") } }
    let result = try store.images.prune(all: all)
    for line in result.lines { try output(line + "\n") }
    try output("Total reclaimed space: \(Words.size(result.bytes))\n")
  }
}
