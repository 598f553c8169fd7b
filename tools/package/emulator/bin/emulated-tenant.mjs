#!/usr/bin/env node
await import("../dist/start.js");
