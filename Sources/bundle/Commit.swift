// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import BundleKit
import CapsulePlan
import ImagePlan
import OCI

extension LayerCompression: ExpressibleByArgument {}

/// `bundle commit`.
struct CommitContainer: Verb {
  static let configuration = CommandConfiguration(
    commandName: "commit", abstract: "Make an image of what a container has changed.",
    discussion: """
      What is in volumes and other mounts is not in it. The same changes give the same layer; with SOURCE_DATE_EPOCH set,
      the same image.

      Examples:
        bundle commit web web:patched
        bundle commit --change 'CMD ["/hello", "--fast"]' --message 'faster' web web:fast
      """)

  @OptionGroup var global: GlobalOptions
  @Option(
    name: .shortAndLong, parsing: .singleValue,
    help: "An instruction: CMD, ENTRYPOINT, ENV, EXPOSE, LABEL, ONBUILD, STOPSIGNAL, USER, VOLUME, WORKDIR.")
  var change: [String] = []
  @Option(name: .shortAndLong, help: "A comment for the image's history.") var message = ""
  @Option(name: .shortAndLong, help: "Who made it.") var author = ""
  @Option(
    name: .shortAndLong, help: "Freeze a running container meanwhile: true or false; usually true, without root false.")
  var pause = Caller.isRoot
  @Option(help: "How the layer is compressed: gzip, zstd or none.") var compression = LayerCompression.gzip
  @Argument(help: "Name or ID.") var container: String
  @Argument(help: "NAME[:TAG]") var name: String?

  func run() throws {
    let containers = ContainerStore(try global.store())
    let reference = try name.map { try parseReference($0).tagged }
    if reference?.digest != nil { throw Failure(.usage, "a name with a digest cannot be given") }
    var commit = Commit(containers)
    commit.request.changes = change
    commit.request.message = message
    commit.request.author = author
    commit.pauses = pause
    commit.compression = compression
    let record = try containers.find(container)
    let image = try commit.perform(record, as: reference, try RuntimeProgram(named: global.runtime))
    try output(image.configDigest.text + "\n")
  }
}

/// `bundle diff`.
struct DiffContainer: Verb {
  static let configuration = CommandConfiguration(
    commandName: "diff", abstract: "Show which files a container has added (A), changed (C) and deleted (D).",
    discussion: """
      A folder counts as changed when something in it is. Volumes and other mounts are not looked at.

      Example:
        bundle diff web
      """)

  @OptionGroup var global: GlobalOptions
  @Option(help: "json, or nothing for a line each.") var format: String?
  @Argument(help: "Name or ID.") var container: String

  func run() throws {
    if let format, format != "json" { throw Failure(.usage, "--format \(format): only json is known") }
    let containers = ContainerStore(try global.store())
    let changes = try ContainerChanges(of: try containers.find(container), in: containers)
    if format != nil { return try output(changes.json.compact + "\n") }
    for change in changes.list {
      try output("\(change.kind.rawValue) \(Table.printable(String(decoding: change.path, as: UTF8.self)))\n")
    }
  }
}

/// `bundle export`.
struct ExportContainer: Verb {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Write the files of a container as a tar archive.",
    discussion: """
      The whole root file system as the container sees it, without volumes and other mounts; bundle import makes an image
      of it.

      Examples:
        bundle export --output web.tar web
        bundle export web | tar -x -C rootfs
      """)

  @OptionGroup var global: GlobalOptions
  @Option(name: .shortAndLong, help: "A file; without it, standard output.", completion: .file()) var output: String?
  @Option(
    name: .shortAndLong, help: "Freeze a running container meanwhile: true or false; usually true, without root false.")
  var pause = Caller.isRoot
  @Argument(help: "Name or ID.") var container: String

  func run() throws {
    let containers = ContainerStore(try global.store())
    let record = try containers.find(container)
    let runtime = pause ? try RuntimeProgram(named: global.runtime) : nil
    try ArchiveTarget.write(output) { (file) throws(Failure) in
      try Export(containers).perform(record, to: file, runtime)
    }
  }
}
