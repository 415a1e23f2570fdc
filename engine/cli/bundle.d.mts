export declare const BUNDLE: string;
export declare const SOURCES: string;
export declare function bundledEntry(): string | undefined;
