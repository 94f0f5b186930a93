import { LoadingPage, Skeleton } from '@/components/ui/skeleton'

export default function Loading() {
  return (
    <LoadingPage label="Loading">
      <Skeleton className="h-9 w-56" />
      <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
        <Skeleton className="h-36 rounded-lg" />
        <Skeleton className="h-36 rounded-lg" />
        <Skeleton className="h-36 rounded-lg" />
      </div>
    </LoadingPage>
  )
}
