// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import BundleKit
import CapsulePlan

/// From images to bundles, and from bundles to containers.
@main struct Bundle: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bundle", abstract: "Images, layers and containers, without a daemon.",
    version: "bundle version \(productVersion)",
    subcommands: [
      Build.self, CheckStore.self, CollectGarbage.self, CommitContainer.self, CopyFiles.self, Create.self,
      DiffContainer.self, Exec.self, ExportContainer.self, History.self, HoldNamespaces.self, Images.self,
      ImportImage.self, Inspect.self, Kill.self, ListContainers.self, LoadImages.self, Logs.self, MonitorVerb.self,
      Mount.self, Pause.self, Port.self, Prune.self, PullImages.self, PushImage.self, RemoveContainers.self,
      RemoveImages.self, Rename.self, Run.self, SaveImages.self, Spec.self, Start.self, Stop.self, Tag.self, Top.self,
      Unmount.self, Unpack.self, Unpause.self, Volumes.self, Wait.self,
    ])

  static func main() {
    do {
      var command = try parseAsRoot()
      do {
        if let verb = command as? any Verb { try verb.enterNamespaces() }
        try command.run()
      } catch let failure as Failure {
        guard let verb = command as? any Verb else { throw ValidationError(failure.message) }
        verb.global.report(failure)
        throw ExitCode.failure
      }
    } catch {
      exit(withError: error)
    }
  }
}
