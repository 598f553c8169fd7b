// Pulumi's states name this package; what they ask it for is the tool's.
export { bind } from "store-teams/providers";
